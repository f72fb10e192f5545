"""Autodiscover in its three dialects: plain XML, SOAP, and JSON, which alone asks for no password.

Source: [MS-OXDSCLI] (plain XML), [MS-OXWSADISC] (SOAP), Exchange documentation "autodiscover-for-exchange"; the
redirect of a plain HTTP look to https as clients try it last.
"""

from typing import Final

from flask import Blueprint, Response, current_app, jsonify, redirect, request

from ..visibility import NOWHERE
from .answers import refusal, soap_answer
from .logged import note_action, note_logon
from .logon import LoggedOn, Logon, Turned, log_on
from .settings import Elsewhere, NotFound, Settings, settings_for
from .site import Site
from .soap import SOAP, TARGET, Version, read
from .xml import XmlError, escaped, parse, text_of

REQUESTS: Final = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
RESPONSES: Final = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
OUTLOOK: Final = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
SERVICE: Final = "http://schemas.microsoft.com/exchange/2010/Autodiscover"
TTL_H: Final = 1
"""Hours that an answer holds."""
MOST_USERS: Final = 100
"""Asked about in one SOAP request."""
PATH: Final = "/autodiscover/autodiscover.xml"

blueprint = Blueprint("autodiscover", __name__)


@blueprint.get(PATH)
def look() -> Response:
    """A look: by plain HTTP it is sent to https, where that is served; then it is asked who it is."""
    site: Site = current_app.config["SITE"]
    if not request.is_secure and site.has_tls:
        return redirect(f"https://{request.host}{PATH}", 302, Response)  # type: ignore[return-value]
    logon = note_logon(log_on(request, site.access, site.accounts))
    return _pox_error(600, "Invalid Request") if isinstance(logon, LoggedOn) else refusal(logon)


@blueprint.post(PATH)
def plain() -> Response:
    """The plain XML dialect."""
    site: Site = current_app.config["SITE"]
    body = request.get_data(cache=False)
    logon = note_logon(log_on(request, site.access, site.accounts))
    if _is_turned_away(logon):
        return refusal(logon)
    try:
        root = parse(body)
    except XmlError:
        return _pox_error(600, "Invalid Request")
    address = text_of(root.find(f"{{{REQUESTS}}}Request/{{{REQUESTS}}}EMailAddress"))
    wanted = text_of(root.find(f"{{{REQUESTS}}}Request/{{{REQUESTS}}}AcceptableResponseSchema"))
    if not address:
        return _pox_error(600, "Invalid Request")
    if wanted != OUTLOOK:
        return _pox_error(601, "Provider is not available")
    match _told(site, logon, address):
        case Settings() as settings:
            return _pox(_settings(settings))
        case Elsewhere(onward):
            return _pox(
                "<Account><AccountType>email</AccountType><Action>redirectAddr</Action>"
                f"<RedirectAddr>{escaped(onward)}</RedirectAddr></Account>"
            )
        case NotFound():
            return _pox_error(500, "The email address can't be found.")


@blueprint.get("/autodiscover/autodiscover.svc")
def service_look() -> Response:
    """A look at the SOAP service, as clients take one to learn how to log on."""
    site: Site = current_app.config["SITE"]
    logon = note_logon(log_on(request, site.access, site.accounts))
    return (
        Response("Autodiscover\n", mimetype="text/plain") if isinstance(logon, LoggedOn) else refusal(logon)
    )


@blueprint.post("/autodiscover/autodiscover.svc")
def service() -> Response:
    """The SOAP dialect: GetUserSettings."""
    site: Site = current_app.config["SITE"]
    body = request.get_data(cache=False)
    logon = note_logon(log_on(request, site.access, site.accounts))
    if _is_turned_away(logon):
        return refusal(logon)
    try:
        call = read(body)
    except XmlError as error:
        return _fault("Client", str(error))
    note_action(call.name.removesuffix("RequestMessage"))
    if call.name != "GetUserSettingsRequestMessage":
        return _fault("Client", f"The operation {call.name} is not served.")
    asked = [text_of(user) for user in call.element.iterfind(f".//{{{SERVICE}}}User/{{{SERVICE}}}Mailbox")]
    names = [text_of(name) for name in call.element.iterfind(f".//{{{SERVICE}}}Setting")]
    if not asked or not names or len(asked) > MOST_USERS:
        return _soap("<ErrorCode>InvalidRequest</ErrorCode><ErrorMessage>Invalid request.</ErrorMessage>")
    answers = "".join(_user(_told(site, logon, address), names) for address in asked)
    return _soap(f"<ErrorCode>NoError</ErrorCode><ErrorMessage/><UserResponses>{answers}</UserResponses>")


@blueprint.get("/autodiscover/autodiscover.json")
@blueprint.get("/autodiscover/autodiscover.json/v1.0/<address>")
def json(address: str = "") -> Response:
    """The JSON dialect: the address of a protocol's service, the same for everybody."""
    asked = {key.lower(): value for key, value in request.args.items()}
    root = f"{request.scheme}://{request.host}"
    known = {
        "ews": ("Ews", f"{root}/EWS/Exchange.asmx"),
        "autodiscoverv1": ("AutodiscoverV1", f"{root}{PATH}"),
    }
    protocol = asked.get("protocol", "")
    for name, value in (("Email", address or asked.get("email", "")), ("Protocol", protocol)):
        if not value:
            return _json_error(
                "MandatoryParameterMissing",
                f"A valid value must be provided for the query parameter '{name}'",
            )
    if protocol.lower() not in known:
        return _json_error(
            "InvalidProtocol",
            f"The given protocol value '{protocol}' is invalid. Supported values are 'AutodiscoverV1,Ews'",
        )
    called, url = known[protocol.lower()]
    return jsonify(Protocol=called, Url=url)


def _is_turned_away(logon: Logon) -> bool:
    """Is nothing to be said in XML? Whoever is served nowhere is told that his address is not found."""
    if isinstance(logon, Turned):
        return logon.refused.reason not in NOWHERE
    return not isinstance(logon, LoggedOn)


def _told(site: Site, logon: Logon, address: str) -> Settings | Elsewhere | NotFound:
    root = f"{request.scheme}://{request.host}"
    return settings_for(site, logon.session, address, root) if isinstance(logon, LoggedOn) else NotFound()


def _settings(settings: Settings) -> str:
    book = f"<OABUrl>{escaped(settings.oab)}</OABUrl>" if settings.oab else ""
    ews = escaped(settings.ews)
    services = f"<ASUrl>{ews}</ASUrl><EwsUrl>{ews}</EwsUrl><OOFUrl>{ews}</OOFUrl>{book}"
    return (
        f"<User><DisplayName>{escaped(settings.display_name)}</DisplayName>"
        f"<LegacyDN>{escaped(settings.distinguished_name)}</LegacyDN>"
        f"<AutoDiscoverSMTPAddress>{escaped(settings.address)}</AutoDiscoverSMTPAddress></User>"
        "<Account><AccountType>email</AccountType><Action>settings</Action><MicrosoftOnline>False</MicrosoftOnline>"
        f"<Protocol><Type>EXCH</Type><TTL>{TTL_H}</TTL><Server>{settings.server}</Server>"
        f"<ServerVersion>{settings.version.hexadecimal}</ServerVersion>{services}</Protocol>"
        f"<Protocol><Type>EXPR</Type><TTL>{TTL_H}</TTL><Server>{settings.server}</Server>"
        f"<SSL>{'On' if settings.root.startswith('https') else 'Off'}</SSL>"
        f"<AuthPackage>Basic</AuthPackage>{services}</Protocol></Account>"
    )


def _pox(inside: str) -> Response:
    return soap_answer(
        f'<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="{RESPONSES}"><Response xmlns="{OUTLOOK}">'
        f"{inside}</Response></Autodiscover>"
    )


def _pox_error(code: int, message: str) -> Response:
    return soap_answer(
        f'<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="{RESPONSES}"><Response>'
        f'<Error Time="00:00:00.0000000" Id="0"><ErrorCode>{code}</ErrorCode><Message>{message}</Message>'
        "<DebugData/></Error></Response></Autodiscover>"
    )


def _user(told: Settings | Elsewhere | NotFound, names: list[str]) -> str:
    """One user's answer, with the settings that were asked for, and an error for each that there is none of."""
    match told:
        case NotFound():
            return _user_response("InvalidUser", "Invalid user.")
        case Elsewhere(onward):
            return _user_response("RedirectAddress", "Redirection address.", onward)
        case Settings() as settings:
            known = settings.by_name
    errors = "".join(
        f"<UserSettingError><ErrorCode>SettingIsNotAvailable</ErrorCode><ErrorMessage>Setting is not available."
        f"</ErrorMessage><SettingName>{escaped(name)}</SettingName></UserSettingError>"
        for name in names
        if name not in known
    )
    values = "".join(
        f'<UserSetting i:type="StringSetting"><Name>{name}</Name><Value>{escaped(known[name])}</Value></UserSetting>'
        for name in names
        if name in known
    )
    return _user_response("NoError", "No error.", "", errors, values)


def _user_response(code: str, message: str, target: str = "", errors: str = "", values: str = "") -> str:
    onward = (
        f"<RedirectTarget>{escaped(target)}</RedirectTarget>" if target else '<RedirectTarget i:nil="true"/>'
    )
    return (
        f"<UserResponse><ErrorCode>{code}</ErrorCode><ErrorMessage>{message}</ErrorMessage>{onward}"
        f"<UserSettingErrors>{errors}</UserSettingErrors><UserSettings>{values}</UserSettings></UserResponse>"
    )


def _soap(inside: str, version: Version = TARGET) -> Response:
    return soap_answer(
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}"'
        ' xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>'
        f'<a:Action s:mustUnderstand="1">{SERVICE}/Autodiscover/GetUserSettingsResponse</a:Action>'
        f'<h:ServerVersionInfo xmlns:h="{SERVICE}"><h:MajorVersion>{version.major}</h:MajorVersion>'
        f"<h:MinorVersion>{version.minor}</h:MinorVersion><h:MajorBuildNumber>{version.major_build}"
        f"</h:MajorBuildNumber><h:MinorBuildNumber>{version.minor_build}</h:MinorBuildNumber>"
        f"<h:Version>{version.schema}</h:Version></h:ServerVersionInfo></s:Header><s:Body>"
        f'<GetUserSettingsResponseMessage xmlns="{SERVICE}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        f"<Response>{inside}</Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>"
    )


def _fault(code: str, message: str) -> Response:
    return soap_answer(
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault>'
        f'<faultcode>s:{code}</faultcode><faultstring xml:lang="en-US">{escaped(message)}</faultstring>'
        "</s:Fault></s:Body></s:Envelope>",
        500,
    )


def _json_error(code: str, message: str) -> Response:
    answer = jsonify(ErrorCode=code, ErrorMessage=message)
    answer.status_code = 400
    return answer
