"""What took long to count is remembered long, and never counted twice at once."""

import threading
import time

import pytest

from localize.web.remembered import LONGEST, TIMES, Remembered


def test_it_is_remembered_twenty_times_as_long_as_it_took() -> None:
    now, asked = [0.0], []

    def ask(what: str) -> str:
        asked.append(what)
        now[0] += 1.0
        return f"{what} {len(asked)}"

    remembered = Remembered(ask, lambda: now[0])
    assert remembered("a") == "a 1" and remembered("a") == "a 1"
    now[0] += TIMES - 0.5
    assert remembered("a") == "a 1"
    now[0] += 1.0
    assert remembered("a") == "a 2" and remembered("b") == "b 3" and asked == ["a", "a", "b"]


def test_what_took_no_time_is_of_this_moment() -> None:
    numbers = iter(range(9))
    remembered = Remembered(lambda: next(numbers), lambda: 5.0)
    assert [remembered() for _ in range(3)] == [0, 1, 2]


def test_nothing_is_remembered_for_more_than_a_minute() -> None:
    now, numbers = [0.0], iter(range(9))

    def ask() -> int:
        now[0] += 30.0
        return next(numbers)

    remembered = Remembered(ask, lambda: now[0])
    remembered()
    now[0] += LONGEST + 0.1
    assert remembered() == 1


def test_twenty_people_at_once_count_once_and_the_older_answer_is_good_meanwhile() -> None:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        time.sleep(0.1)
        return len(asked)

    remembered, found = Remembered(ask), []
    threads = [threading.Thread(target=lambda: found.append(remembered())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 20 and len(asked) == 1


def test_a_question_that_fails_is_asked_again() -> None:
    answers = iter([ValueError("busy"), 7])

    def ask() -> int:
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return found

    remembered = Remembered(ask)
    with pytest.raises(ValueError):
        remembered()
    assert remembered() == 7
