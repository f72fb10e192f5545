"""Sound files of every kind that is read, as small as they can be, and what reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from experiments.calibrate.priors import Priors
from experiments.case.mark import read_answers
from experiments.forensics.books import Books
from experiments.forensics.customers import Customers
from experiments.forensics.fitting import load_likelihood
from experiments.forensics.mapped import JournalMap
from experiments.forensics.notice.asked import Facts
from experiments.logs.reader import Reading
from experiments.measured.moves import moves
from experiments.plan.hoster import Hoster
from experiments.procedures.draft import draft
from experiments.procedures.recorded import draft_recording
from experiments.study.file import StudyFile
from sim.defaults import text as defaults
from sim.inventory import read_inventory
from sim.journal.clock import Clock
from sim.journal.reading import read_journal
from sim.procedure import Procedure, text_of
from sim.scenario import Scenario
from sim.tables import KINDS
from tests.sim.inventory.files import (
    SOLIDCP_MAILBOXES,
    SOLIDCP_ORGANISATIONS,
    TYPE_LINE,
    quoted,
    solidcp_mailbox,
    solidcp_organisation,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of file.

    Attributes:
        suffix: of its name.
        texts: sound ones.
        read: what reads it from a path; an InputError says what is wrong.
    """

    suffix: str
    texts: tuple[str, ...]
    read: Callable[[Path], object]


CUSTOMERS: Final = "tenant,domain,mailboxes,lists\n0,zoo.example,3,1\n1,bank.example,2,0\n1,bank.test,2,0\n"
BOOKS: Final = (
    "guid,tenant,sequence,generated,bytes\n8f3a,,7,2016-04-18T20:00:00+00:00,52100\n"
    "9b21,1,3,2016-04-18T20:10:00+00:00,900\n"
)
JOURNAL: Final = (
    "tenant,mailbox,batch,step,verb,start,end,outcome\n"
    "0,,0,1,provision,2016-04-04T09:00:00+02:00,2016-04-04T09:00:05+02:00,done\n"
    "0,,0,5,cut_over,2016-04-18T22:00:00+02:00,2016-04-18T22:01:00.5+02:00,failed\n"
    "1,2,0,7,assign_policy,2016-04-18T22:02:00+02:00,,running\n"
)
JOURNAL_MAP: Final = (
    '[columns]\ntenant = "Domain"\nverb = "Task"\nstart = "Began"\nend = "Ended"\n'
    '[verbs]\n"Switch DNS" = "switch_routing"\n[outcomes]\nok = "done"\n'
)
MOVES: Final = (
    "Status,BytesTransferred,TotalInProgressDuration,TotalFinalizationDuration\n"
    + 'Completed,"1.2 GB (1,288,490,189 bytes)",02:03:04,00:01:02\n' * 12
    + "Failed,,,\n"
)
IIS: Final = (
    "#Software: Microsoft Internet Information Services 8.5\n"
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip sc-status sc-substatus"
    " sc-win32-status sc-bytes time-taken\n"
    "2016-04-18 20:02:03 10.0.0.1 POST /EWS/Exchange.asmx - 443 ann@zoo.example 10.9.9.9 200 0 0 5120 31\n"
    "2016-04-18 20:02:04 10.0.0.1 GET /oab/8f3a/8f3a-data-7.lzx - 443 bob@bank.example 10.9.9.8 200 0 64 52100 900\n"
)
HTTP_PROXY: Final = (
    "#Software: Microsoft Exchange Server\n#Log-type: HttpProxy Logs\n"
    "#Fields: DateTime,UrlStem,UrlQuery,AuthenticatedUser,HttpStatus,ProtocolAction,ResponseBytes,TotalRequestTime,"
    "ClientIpAddress\n"
    "2016-04-18T20:02:03.123Z,/mapi/nspi/,?MailboxId=x,ann@zoo.example,200,QueryRows,5120,31,10.9.9.9\n"
    '2016-04-18T20:02:04.000Z,/owa/,"a,b",bob@bank.example,302,,0,9,10.9.9.8\n'
)
RUNBOOK: Final = (
    "Step,Owner,Cmdlet,Duration (min),Check,Rollback\n1,AD,New-MailContact,2,,\n"
    "Move the mailboxes,EX,New-MoveRequest,about 30,all there,\n"
    "Cut over,EX,Resume-MoveRequest,1,,\nDNS,NET,Set-DnsRecord,5,,\n"
    "Policy,EX,Set-Mailbox -AddressBookPolicy,2 min,Get-Mailbox,\n"
)
SHELL: Final = (
    TYPE_LINE
    + "\r\n"
    + quoted(
        "PrimarySmtpAddress|RecipientTypeDetails|HiddenFromAddressListsEnabled|CustomAttribute1|TotalItemSize",
        "ann@zoo.example|UserMailbox|False|zoo|6,1 GB (6.512.255.010 bytes)",
        "bob@zoo.example|UserMailbox|True|zoo|335.9 KB (343,933 bytes)",
        "hall@bank.example|RoomMailbox|False|bank|Unlimited",
    )
)
MAP: Final = 'tenant = "Firma"\nmailboxes = "Postfächer"\nrows = "tenants"\ndelimiter = ";"\ndecimal = ","\n'
_SCENARIO: Final = 'name = "x"\nprocedure = "gated"\nwindow = "2 min"\n'


def _shipped(*place: str) -> str:
    return resources.files("experiments").joinpath(*place).read_text(encoding="utf-8")


def _beside(path: Path, name: str, text: str) -> Path:
    other = path.with_name(name)
    other.write_text(text, encoding="utf-8")
    return other


def _study(path: Path) -> None:
    file = StudyFile.load(str(path))
    _ = (file.axes, file.schedules)
    (file.as_sweep if "sample" in file.model_fields_set else file.as_study)()


def _mapped(path: Path) -> object:
    customers = Customers.load(_beside(path, "customers.csv", CUSTOMERS))
    night = "Domain,Task,Began,Ended\nzoo.example,Switch DNS,2016-04-18T22:00:00+02:00,2016-04-18T22:01:00+02:00\n"
    return JournalMap.load(path).read(_beside(path, "night.csv", night), customers)


def _by_map(path: Path) -> object:
    tenants = _beside(path, "ours.csv", "Firma;Postfächer\nzoo;3\nbank;1\n")
    return read_inventory(str(tenants), KINDS, str(path))


def _logs(path: Path) -> None:
    reading = Reading.of(path.parent)
    for request in reading.requests():
        reading.raw(request.file, request.line)


DOCUMENTS: Final = {
    "scenario": Document(".toml", (_SCENARIO, _SCENARIO + defaults()), lambda path: Scenario.load(str(path))),
    "procedure": Document(
        ".toml",
        tuple(map(text_of, ("gated-on-timer", "solidcp", "hidden-first", "probe-and-stop"))),
        lambda path: Procedure.load(str(path)),
    ),
    "study": Document(
        ".toml", tuple(_shipped("studies", f"{name}.toml") for name in ("doubts", "stops")), _study
    ),
    "priors": Document(".toml", (_shipped("calibrate", "priors.toml"),), lambda path: Priors.load(str(path))),
    "hoster": Document(".toml", (_shipped("plan", "hoster.toml"),), lambda path: Hoster.load(str(path))),
    "likelihood": Document(".toml", (_shipped("forensics", "likelihood.toml"),), load_likelihood),
    "facts": Document(
        ".toml", ('found_at = 2016-04-22T09:30:00+02:00\ncontact = "dpo@zoo.example"\n',), Facts.load
    ),
    "journal map": Document(".toml", (JOURNAL_MAP, f'time_zone = "Europe/Paris"\n{JOURNAL_MAP}'), _mapped),
    "inventory map": Document(".toml", (MAP, MAP + 'encoding = "utf-8"\ndates = "day-first"\n'), _by_map),
    "inventory": Document(
        ".csv",
        (
            "tenant,mailboxes,lists,size,largest,owa,wave\nzoo,3,1,2 GB,1 GB,0.5,2016-04-18\nbank,2,,,,,\n",
            "\n".join(
                (SOLIDCP_MAILBOXES, solidcp_mailbox("zoo", "ann"), solidcp_mailbox("bank", "bob", "2.00"))
            ),
            "\n".join(
                (SOLIDCP_ORGANISATIONS, solidcp_organisation("zoo", "3"), solidcp_organisation("bank", "1"))
            ),
            SHELL,
        ),
        lambda path: read_inventory(str(path), KINDS),
    ),
    "journal": Document(
        ".csv", (JOURNAL,), lambda path: read_journal(path, Clock.of(Scenario.load().campaign), 2)
    ),
    "customers": Document(".csv", (CUSTOMERS,), Customers.load),
    "books": Document(".csv", (BOOKS,), Books.load),
    "moves": Document(".csv", (MOVES,), lambda path: list(moves(path))),
    "answers": Document(".csv", ("group,question,answer\n1,cause,paused\n2,cause,\n",), read_answers),
    "runbook": Document(".csv", (RUNBOOK,), lambda path: draft(path).toml()),
    "recording": Document(
        ".json",
        tuple(_shipped("samples", f"{name}.json") for name in ("cloudpanel", "solidcp")),
        lambda path: draft_recording(path).toml(),
    ),
    "logs": Document(".log", (IIS, HTTP_PROXY), _logs),
}
"""By what they are called."""
