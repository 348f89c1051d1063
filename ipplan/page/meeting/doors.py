"""The doors of meetings and of polls of times."""

from ipplan.page.door import MEETING, PLAN, POINT, POLL, Door
from ipplan.page.meeting import meetings
from ipplan.page.meeting.calling import meeting_form, next_meeting, poll, poll_form, series
from ipplan.page.meeting.minutes import approval, minutes_pdf
from ipplan.page.meeting.room import agenda, deciding_line, lines, moving_line, running
from ipplan.page.screen import live

DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/meetings", meetings.index, "content"),
    Door("GET", PLAN + "/meetings/new", meeting_form.new, "content"),
    Door("POST", PLAN + "/meetings", meeting_form.create, "content"),
    Door("GET", MEETING, meetings.show, "content"),
    Door("GET", MEETING + "/edit", meeting_form.edit, "content"),
    Door("POST", MEETING, meeting_form.save, "content"),
    Door("GET", MEETING + "/mote.ics", meetings.as_calendar, "content"),
    Door("SOCKET", MEETING + "/live", live.meeting, "content"),
    Door("GET", MEETING + "/screen", meetings.projector, "content"),
    Door("SOCKET", MEETING + "/screen/live", live.projector, "content"),
    Door("POST", MEETING + "/beginning", running.beginning, "content"),
    Door("POST", MEETING + "/ending", running.ending, "content"),
    Door("POST", MEETING + "/current", running.current, "content"),
    Door("POST", MEETING + "/attendance", running.attendance, "content"),
    Door("POST", MEETING + "/guests", running.guests, "content"),
    Door("GET", MEETING + "/points/new", agenda.new, "content"),
    Door("POST", MEETING + "/points", agenda.create, "content"),
    Door("POST", POINT + "/status", agenda.status, "content"),
    Door("GET", POINT + "/lines/new", lines.new, "content"),
    Door("POST", POINT + "/lines", lines.create, "content"),
    Door("GET", POINT + "/decision/new", deciding_line.new, "content"),
    Door("POST", POINT + "/decision", deciding_line.create, "content"),
    Door("GET", POINT + "/moving", moving_line.new, "content"),
    Door("POST", POINT + "/moving", moving_line.create, "content"),
    Door("POST", POINT + "/moving/back", moving_line.back, "content"),
    Door("GET", MEETING + "/moves", moving_line.moves, "content"),
    Door("POST", MEETING + "/sending", approval.sending, "content"),
    Door("POST", MEETING + "/approval", approval.approval, "content"),
    Door("POST", MEETING + "/locking", approval.locking, "content"),
    Door("POST", MEETING + "/last_word", approval.agreement, "content"),
    Door("GET", MEETING + "/objection", approval.objecting, "content"),
    Door("POST", MEETING + "/objection", approval.objection, "content"),
    Door("GET", MEETING + "/referat.pdf", minutes_pdf.show, "content"),
    Door("POST", MEETING + "/answer", meetings.answer, "content"),
    Door("POST", MEETING + "/agreement", meetings.agreement, "content"),
    Door("POST", MEETING + "/declining", meetings.declining, "content"),
    Door("POST", MEETING + "/cancellation", meetings.cancellation, "content"),
    Door("POST", MEETING + "/series/agreement", series.agreement, "content"),
    Door("GET", MEETING + "/next", next_meeting.new, "content"),
    Door("GET", PLAN + "/polls/new", poll_form.new, "content"),
    Door("POST", PLAN + "/polls", poll_form.create, "content"),
    Door("GET", POLL, poll.show, "content"),
    Door("POST", POLL + "/answers", poll.answers, "content"),
    Door("POST", POLL + "/agreement", poll.agreement, "content"),
    Door("POST", POLL + "/declining", poll.declining, "content"),
    Door("POST", POLL + "/choice", poll.choice, "content"),
    Door("POST", POLL + "/ending", poll.ending, "content"),
)
