"""Completion: what can stand at the cursor, and what bash, zsh and fish make of it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

import exocli
from exocli import Dataset, completion, names
from exocli.cli.app import COMMANDS, app
from exocli.completion import Candidate, Parameter, Place, candidates, folders, named, place, split

if sys.platform != "win32":
    import pty

SHELLS = ("bash", "zsh", "fish")
PATHS = 3


def needs(shell: str) -> pytest.MarkDecorator:
    missing = sys.platform == "win32" or shutil.which(shell) is None
    return pytest.mark.skipif(missing, reason=f"{shell} is not installed")


def values(found: list[Candidate]) -> list[str]:
    return [candidate.value for candidate in found]


# What the cursor stands on


NAME = Parameter(many=True, kinds=("condition",))
FORM = Parameter(("--format", "-f"), "The form.", candidates=(Candidate("json"), Candidate("csv")))
SOURCE = Parameter(("--source",), "The source.", many=True, kinds=("source",))
HUMAN = Parameter(("--human",), "In people.", takes=False)
PARAMETERS = (NAME, FORM, SOURCE, HUMAN)


class TestPlace:
    """What the words before the cursor make of it."""

    @pytest.mark.parametrize("words", [(), ("psoriasis",), ("--human",), ("-f", "json"), ("--format=json",), ("--",)])
    def test_an_argument(self, words: tuple[str, ...]) -> None:
        assert place(PARAMETERS, words, "ps").parameter == NAME

    @pytest.mark.parametrize("words", [("--format",), ("psoriasis", "-f"), ("--human", "-f")])
    def test_the_value_of_an_option(self, words: tuple[str, ...]) -> None:
        assert place(PARAMETERS, words, "").parameter == FORM

    def test_the_value_behind_an_equals_sign(self) -> None:
        found = place(PARAMETERS, (), "--format=js")
        assert (found.parameter, found.prefix, found.typed) == (FORM, "--format=", "js")

    def test_an_option_that_has_been_given_is_offered_again_only_if_it_repeats(self) -> None:
        found = place(PARAMETERS, ("--format", "json", "--source", "adsc", "--human"), "--")
        assert found.flags == (SOURCE,)

    def test_after_two_hyphens_there_are_no_options(self) -> None:
        found = place(PARAMETERS, ("--",), "--f")
        assert (found.parameter, found.flags) == (NAME, ())

    def test_arguments_end_where_the_command_takes_no_more(self) -> None:
        kind = Parameter(candidates=(Candidate("studies"),))
        assert place((kind, FORM), (), "").parameter == kind
        assert place((kind, FORM), ("studies",), "").parameter is None

    @given(st.lists(st.text(max_size=8) | st.sampled_from(["--", "-f", "--format", "--source=", "-"])), st.text())
    def test_whatever_stands_there_it_is_something(self, words: list[str], typed: str) -> None:
        assert isinstance(place(PARAMETERS, words, typed), Place)
        found = completion.command_in(PARAMETERS, words)
        assert found is None or not words[found].startswith("-")


class TestCandidates:
    """What can stand there."""

    def at(self, dataset: Dataset, *words: str, described: bool = False) -> list[Candidate]:
        *before, typed = words
        return candidates(place(PARAMETERS, before, typed), lambda: dataset, described=described)

    def test_words_in_whatever_case(self, dataset: Dataset) -> None:
        assert values(self.at(dataset, "-f", "J")) == ["json"]
        assert values(self.at(dataset, "--format=")) == ["--format=json", "--format=csv"]

    def test_flags_are_long_unless_one_hyphen_asks_for_short_ones(self, dataset: Dataset) -> None:
        assert values(self.at(dataset, "--")) == ["--format", "--source", "--human"]
        assert "-f" in values(self.at(dataset, "-"))

    def test_what_has_been_named_is_not_offered_again(self, dataset: Dataset) -> None:
        assert "psoriasis" in values(self.at(dataset, "ps"))
        assert "psoriasis" not in values(self.at(dataset, "psoriasis", "ps"))

    def test_words_are_read_only_where_something_is_named(self) -> None:
        def unread() -> Dataset:
            raise AssertionError

        assert candidates(place(PARAMETERS, ("-f",), "j"), unread, described=True) == [Candidate("json")]


class TestNames:
    """Names of things."""

    def offered(self, typed: str, dataset: Dataset, *kinds: names.Kind) -> list[str]:
        return values(named(typed, kinds or names.KINDS, dataset, described=False))

    def test_where_nothing_was_typed_the_conditions_and_the_other_kinds(self, dataset: Dataset) -> None:
        found = self.offered("", dataset)
        assert found[: len(dataset.conditions)] == list(dataset.conditions)
        assert found[len(dataset.conditions) :] == [f"{kind}:" for kind in names.KINDS if kind != "condition"]

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("psor", "psoriasis"),
            ("PSOR", "psoriasis"),
            ("zhang202", "zhang2021"),
            ("nct0552", "NCT05523011"),
            ("us-fda-2019", "us-fda-2019-public-safety-notification"),
            ("mmp", "MMP1"),
            ("pathway:nrf", "pathway:NRF2"),
            ("Molecule:tn", "Molecule:TNF"),
            ("path", "pathway:"),
        ],
    )
    def test_ids_and_kinds(self, typed: str, found: str, dataset: Dataset) -> None:
        offered = {value.casefold() for value in self.offered(typed, dataset)}
        assert found.casefold() in offered
        assert all(value.startswith(typed.casefold()) for value in offered)

    @pytest.mark.parametrize(
        ("typed", "found"), [("ecz", "eczema"), ("TNF-α", "TNF-α"), ("wound h", "wound healing"), ("MMP-", "MMP-1")]
    )
    def test_names_and_aliases_where_no_id_begins_so(self, typed: str, found: str, dataset: Dataset) -> None:
        assert found in self.offered(typed, dataset)

    def test_one_kind_where_one_kind_is_wanted(self, dataset: Dataset) -> None:
        assert self.offered("", dataset, "source") == list(dataset.sources)
        assert self.offered("psor", dataset, "source") == []

    def test_nothing_where_nothing_begins_so(self, dataset: Dataset) -> None:
        assert self.offered("no such name", dataset) == []
        assert self.offered("colour:red", dataset) == []

    def test_exo_understands_what_it_offers(self, dataset: Dataset) -> None:
        for kind in names.KINDS:
            for offered in self.offered(f"{kind}:", dataset)[::25]:
                assert names.resolve(offered, dataset)[0].kind == kind, offered
        for start in "abcdefghijklmnopqrstuvwxyz":
            for offered in self.offered(start, dataset)[::25]:
                assert offered.endswith(":") or names.resolve(offered, dataset), offered

    def test_what_a_thing_is_stands_beside_it(self, dataset: Dataset) -> None:
        found = dict(named("psoriasis", names.KINDS, dataset, described=True))
        assert found["psoriasis"] == "Psoriasis"
        title = dict(named("zhang2021", ("study",), dataset, described=True))["zhang2021"]
        assert title == dataset.studies["zhang2021"].title
        trial = dict(named("NCT05523011", ("trial",), dataset, described=True))["NCT05523011"]
        assert trial == dataset.trials["NCT05523011"].title
        notice = "us-fda-2019-public-safety-notification"
        assert dict(named(notice, ("notice",), dataset, described=True))[notice] == dataset.notices[notice].title


class TestLines:
    """A line as bash hands it over."""

    @pytest.mark.parametrize(
        ("line", "words", "typed", "quote"),
        [
            ("exo show ps", ("exo", "show"), "ps", ""),
            ("exo show ", ("exo", "show"), "", ""),
            ("exo  show\twound\\ re", ("exo", "show"), "wound re", ""),
            ("exo show 'wound re", ("exo", "show"), "wound re", "'"),
            ('exo show "wound" "a\\"b', ("exo", "show", "wound"), 'a"b', '"'),
            ("exo show '' x", ("exo", "show", ""), "x", ""),
            ("exo show it\\'s", ("exo", "show"), "it's", ""),
            ("exo show \\", ("exo", "show"), "", ""),
            ("", (), "", ""),
        ],
    )
    def test_it_is_split_as_a_shell_does(self, line: str, words: tuple[str, ...], typed: str, quote: str) -> None:
        assert split(line) == (words, typed, quote)

    @given(st.lists(st.text(min_size=1)), st.text())
    def test_what_was_quoted_comes_back(self, words: list[str], typed: str) -> None:
        line = " ".join(map(shlex.quote, [*words, typed]))
        assert split(line)[:2] == ((*words,), typed)

    @given(st.text())
    def test_any_line_can_be_split(self, line: str) -> None:
        assert len(split(line).words) <= len(line)

    def test_folders_are_those_of_the_line_else_those_of_the_environment(self) -> None:
        both = {"EXO_DATA": os.pathsep.join(["one", "two"])}
        assert folders(["show", "x"], both) == ["one", "two"]
        assert folders(["--data", "three", "--data=four", "show"], both) == ["three", "four"]
        assert folders(["--data"], {}) == []
        assert folders(["--data", "~/mine"], {}) == [str(Path("~/mine").expanduser())]


# The command


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A path on which `exo` answers shells as it does, and else prints its arguments, one in each pair of brackets."""
    home = tmp_path_factory.mktemp("home")
    (home / "bin").mkdir()
    script = home / "bin" / "exo"
    real = shlex.join([sys.executable, "-m", "exocli"])
    script.write_text(
        f'#!/bin/sh\nif [ -n "$EXO_COMPLETE" ] || [ "$1" = completion ]; then exec {real} "$@"; fi\n'
        "printf '<%s>' \"$@\"\necho ' END'\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    return {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(Path(exocli.__file__).parents[1]),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "INPUTRC": os.devnull,
    }


def answer(shell: str, *arguments: str, **environment: str) -> tuple[int, list[str]]:
    """What `exo` answers a shell; it never complains."""
    done = subprocess.run(
        [sys.executable, "-m", "exocli", *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment, "EXO_COMPLETE": shell},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


class TestAnswers:
    """What `exo` answers when a shell asks."""

    def test_commands_with_what_they_do(self) -> None:
        code, lines = answer("zsh", "")
        assert code == 0
        assert [line.partition("\t")[0] for line in lines] == [*COMMANDS]
        assert all(line.partition("\t")[2] for line in lines)
        assert answer("zsh", "--data", "x", "sho") == (0, [line for line in lines if line.startswith("show\t")])

    def test_every_command_completes_its_options(self) -> None:
        for command in COMMANDS:
            lines = answer("bash", "", COMP_LINE=f"exo {command} --")[1]
            assert "--help" in lines, command

    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ("exo list st", ["studies"]),
            ("exo list studies ", ["--format", "--help"]),
            ("exo show --model a", ["animal"]),
            ("exo show --level ", ["1", "2", "3", "4", "5"]),
            ("exo show --source=ads", ["--source=adsc"]),
            ("exo show x -f j", ["json"]),
            ("exo cite zhang2016", ["zhang2016"]),
            ("exo cite -f cs", ["csl-json"]),
            ("exo cite --style ap", ["apa"]),
            ("exo cite --style li", ["list"]),
            ("exo find --condition diabetic-w", ["diabetic-wound"]),
            ("exo completion ", ["bash", "zsh", "fish"]),
            ("exo schema show-st", ["show-study"]),
            ("exo --no-p", ["--no-pager"]),
            ("exo nosuchcommand ", []),
            ("exo show --nosuchoption anti-ag", ["anti-aging"]),
            ("exo find --condition 'diabetic-w", ["diabetic-wound"]),
            ("exo list studies more", []),
        ],
    )
    def test_options_and_their_values(self, line: str, found: list[str]) -> None:
        assert answer("bash", split(line).typed, COMP_LINE=line) == (0, found)

    @pytest.mark.parametrize("line", ["exo --data ", "exo --data=", "exo check ", "exo check src"])
    def test_paths_are_left_to_the_shell(self, line: str) -> None:
        assert answer("bash", split(line).typed, COMP_LINE=line) == (PATHS, [])

    def test_the_folders_of_the_line_are_looked_into(self, tmp_path: Path) -> None:
        (tmp_path / "studies.toml").write_text('[ours2026]\ntitle = "Ours"\n', encoding="utf-8")
        assert answer("fish", "--data", str(tmp_path), "cite", "ours") == (0, ["ours2026\tOurs"])
        assert answer("fish", "cite", "ours", EXO_DATA=str(tmp_path)) == (0, ["ours2026\tOurs"])
        assert answer("fish", "cite", "ours") == (0, [])

    def test_faulty_data_completes_nothing_and_complains_of_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "studies.toml").write_text("[ours2026\n", encoding="utf-8")
        for folder in (tmp_path, tmp_path / "missing"):
            assert answer("bash", "ours", COMP_LINE=f"exo --data {folder} cite ours") == (0, [])

    @pytest.mark.parametrize("point", ["", "0", "3", "4", "5", "-7", "9999", "x", "1e3", "18446744073709551616"])
    @pytest.mark.parametrize(
        "line", ["exo show pso", "exo", " ", "exo show 'a \"b", "exo --data", "exo show \\", "≥ α"]
    )
    def test_no_place_of_the_cursor_is_a_fault(self, line: str, point: str) -> None:
        assert answer("bash", "", COMP_LINE=line, COMP_POINT=point)[0] in {0, PATHS}

    @pytest.mark.parametrize("current", ["", "0", "1", "2", "-1", "99", "x"])
    def test_no_number_of_a_word_is_a_fault(self, current: str) -> None:
        assert answer("bash", "", "exo", "show", COMP_CWORD=current)[0] == 0

    def test_no_arguments_at_all_are_a_fault(self) -> None:
        assert [answer(shell) for shell in (*SHELLS, "tcsh")] == [(0, [])] * 4

    def test_a_reader_that_closed_the_pipe_is_no_fault(self) -> None:
        command = f"{shlex.join([sys.executable, '-m', 'exocli'])} show '' | true"
        done = subprocess.run(
            ["sh", "-c", command], capture_output=True, check=True, env={**os.environ, "EXO_COMPLETE": "zsh"}
        )
        assert done.stderr == b""

    def test_what_names_something_is_a_parameter_of_a_command(self) -> None:
        root = typer.main.get_command(app)
        for command, parameter in completion.NAMED:
            found = root.get_command(None, command)  # type: ignore[attr-defined]
            assert parameter in {entry.name for entry in found.params}, command


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed_and_nothing_is_written(
    shell: str, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    home = {**os.environ, **environment, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "exocli", "completion", shell], capture_output=True, check=True, env=home
    )
    assert b"EXO_COMPLETE" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shell", [pytest.param(shell, marks=needs(shell)) for shell in SHELLS])
def test_the_script_is_sound(shell: str, tmp_path: Path, environment: Mapping[str, str]) -> None:
    script = tmp_path / f"exo.{shell}"
    done = subprocess.run(["exo", "completion", shell], capture_output=True, check=True, env=environment)
    script.write_bytes(done.stdout)
    assert subprocess.run([shell, "-n", str(script)], capture_output=True, check=True).stderr == b""


# Bash


def in_bash(environment: Mapping[str, str], *words: str, current: int | None = None, **settings: str) -> list[str]:
    """What COMPREPLY holds when bash completes the last of the words (or number `current`)."""
    script = """
        eval "$(exo completion bash)"
        COMP_WORDS=("$@") COMP_CWORD=$current
        function=$(complete -p exo); function=${function#*-F }
        "${function%% *}" exo "${COMP_WORDS[COMP_CWORD]}" "" || exit
        for entry in "${COMPREPLY[@]}"; do printf '%s\\n' "$entry"; done
    """
    done = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", *words],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**environment, "current": str(len(words) - 1 if current is None else current), **settings},
    )
    # Outside Readline there are no options of a completion to set.
    assert done.stderr == ""
    return done.stdout.splitlines()


@needs("bash")
class TestBash:
    """The script for bash, asked as bash asks."""

    def test_commands(self, environment: dict[str, str]) -> None:
        assert in_bash(environment, "exo", "sch") == ["schema"]
        assert in_bash(environment, "exo", "") == [*COMMANDS]

    def test_names(self, environment: dict[str, str]) -> None:
        assert "psoriasis" in in_bash(environment, "exo", "show", "ps")
        assert in_bash(environment, "exo", "cite", "psoriasis", "thakur") == ["thakur2023"]

    def test_spaces_are_quoted(self, environment: dict[str, str]) -> None:
        assert in_bash(environment, "exo", "show", "wound\\ h") == ["wound\\ healing"]
        assert in_bash(environment, "exo", "show", '"wound h') == ["wound healing"]

    def test_readline_sees_only_what_stands_behind_a_colon(self, environment: dict[str, str]) -> None:
        line = "exo show pathway:NRF"
        found = in_bash(environment, "exo", "show", "pathway", ":", "NRF", COMP_LINE=line, COMP_POINT=str(len(line)))
        assert [value.casefold() for value in found] == ["nrf2"]

    def test_a_cursor_within_a_word_completes_what_stands_before_it(self, environment: dict[str, str]) -> None:
        found = in_bash(environment, "exo", "show", "psor", COMP_LINE="exo show psorXXX", COMP_POINT="13")
        assert "psoriasis" in found

    @pytest.mark.parametrize("current", [0, 7, 99])
    def test_a_cursor_out_of_place_completes_nothing(self, environment: dict[str, str], current: int) -> None:
        assert in_bash(environment, "exo", "show", current=current) == []


# Keys typed into a shell on a terminal


@pytest.fixture
def typed_into(environment: dict[str, str]) -> Iterator["Terminal"]:
    terminal = Terminal(environment)
    yield terminal
    terminal.close()


class Terminal:
    """A shell on a pseudo-terminal, in which `exo` prints its arguments."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process = 0
        self._screen = -1

    def start(self, *command: str) -> "Terminal":
        self._process, self._screen = pty.fork()
        if not self._process:
            os.execvpe(command[0], command, dict(self._environment))
        return self

    def said(self, keys: str) -> list[str]:
        """Type a line; return the arguments that `exo` got."""
        os.write(self._screen, f"{keys}\r".encode())
        return re.findall("<(.*?)>", self._until(r"(<[^\r\n]*>) END"))

    def ready(self, command: str) -> None:
        os.write(self._screen, f"{command}; echo READ''Y\r".encode())
        self._until("(READY)")

    def _until(self, pattern: str) -> str:
        seen = b""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                piece = os.read(self._screen, 4096)
            except OSError:
                break
            seen += piece
            if found := re.search(pattern, seen.decode(errors="replace")):
                return found[1]
        raise AssertionError(seen)

    def close(self) -> None:
        if self._process:
            os.close(self._screen)
            os.waitpid(self._process, 0)


TYPED = [
    ("exo sch\t", ["schema"]),
    ("exo show psoriasis-\t", ["show", "psoriasis-lesions"]),
    ("exo show wound\\ h\t", ["show", "wound healing"]),
    ('exo show "wound h\t', ["show", "wound healing"]),
    ("exo show pathway:wnt-b\t", ["show", "pathway:wnt-beta-catenin"]),
    ("exo list --format=js\t", ["list", "--format=json"]),
    ("exo show NCT0552\t", ["show", "NCT05523011"]),
    ("exo show ecz\t", ["show", "eczema"]),
]


@needs("bash")
@pytest.mark.parametrize(("keys", "arguments"), TYPED)
def test_keys_typed_into_bash(keys: str, arguments: list[str], typed_into: Terminal) -> None:
    shell = typed_into.start("bash", "--norc", "--noprofile", "-i")
    shell.ready('eval "$(exo completion bash)"')
    assert shell.said(keys) == arguments


@needs("zsh")
@pytest.mark.parametrize(("keys", "arguments"), TYPED)
def test_keys_typed_into_zsh(keys: str, arguments: list[str], typed_into: Terminal) -> None:
    shell = typed_into.start("zsh", "-f", "-i")
    shell.ready('unsetopt zle_bracketed_paste; eval "$(exo completion zsh)"')
    assert shell.said(keys) == arguments


@needs("fish")
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("exo sch", ["schema"]),
        ("exo show psoriasis-", ["psoriasis-lesions"]),
        ("exo show wound\\ h", ["wound healing"]),
        ("exo show 'wound h", ["wound healing"]),
        ("exo show pathway:wnt-b", ["pathway:wnt-beta-catenin"]),
        ("exo list --format=js", ["--format=json"]),
        ("exo show ''", ["psoriasis"]),
        ("exo show ", ["psoriasis"]),
        ("exo", []),
        ("exo show no-such-name", []),
    ],
)
def test_lines_completed_by_fish(line: str, found: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["fish", "-N", "-c", "exo completion fish | source; complete -C $argv[1]", line],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment,
    )
    assert done.stderr == ""
    offered = [offer.partition("\t")[0] for offer in done.stdout.splitlines()]
    assert set(found) <= set(offered)
    assert found or not offered or line == "exo"
