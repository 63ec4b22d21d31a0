"""The site that the tests of the pages share: see world.py."""

from tests.web.world import empty_app as empty_app
from tests.web.world import flagged as flagged
from tests.web.world import rules as rules
from tests.web.world import world as world
