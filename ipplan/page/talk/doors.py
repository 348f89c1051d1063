"""The doors of conversations and of diaries."""

from ipplan.page.diary import entries, sharing
from ipplan.page.door import PLAN, TALK, Door
from ipplan.page.screen import live
from ipplan.page.talk import beginning, talks

DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/messages", talks.index, "content"),
    Door("SOCKET", PLAN + "/messages/live", live.conversations, "content"),
    Door("GET", PLAN + "/messages/new", beginning.new, "content"),
    Door("POST", PLAN + "/messages", beginning.create, "content"),
    Door("GET", TALK, talks.show, "content"),
    Door("POST", TALK, talks.say, "content"),
    Door("SOCKET", TALK + "/live", live.conversation, "content"),
    Door("GET", PLAN + "/diary", entries.index, "content"),
    Door("POST", PLAN + "/diary", entries.make, "content"),
    Door("GET", PLAN + "/diary/new", entries.new, "content"),
    Door("POST", PLAN + "/diary/entries", entries.create, "content"),
    Door("GET", PLAN + "/diary/{entry}/audience", sharing.show, "content"),
    Door("POST", PLAN + "/diary/{entry}/audience", sharing.share, "content"),
)
