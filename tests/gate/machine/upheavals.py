"""What befalls lines, processes and keys while people are at work."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.gate.machine.acts import Acting
from tests.gate.machine.model import EVERYBODY

ACCESS_KEYS = ("grant", "mandate", "withdrawal", "withholding", "state", "consent")


class Upheavals(Acting):
    """Nobody's access changes by any of these."""

    restarted = False

    @rule(person=st.sampled_from(EVERYBODY))
    def connect(self, person: str) -> None:
        self._connect(person)

    @precondition(lambda self: self._live())
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        """Her page keeps what it shows, and catches up when it comes back."""
        person = data.draw(st.sampled_from(self._live()), label="person")
        self._do(self.plan.screens[person].drop())

    @precondition(lambda self: not self.restarted)
    @rule()
    def restart(self) -> None:
        """All browsers come back by themselves, with what they showed."""
        self.restarted = True
        live = self._live()
        self._do(self.run.here.stop())
        self._do(self.run.here.start())
        for person in live:
            self._connect(person)

    @rule(purpose=st.sampled_from(ACCESS_KEYS))
    def rotate_key(self, purpose: str) -> None:
        self.run.here.rotate(purpose)

    @rule()
    def rotate_master_and_rewrap(self) -> None:
        self._do(self.run.here.rewrap())
