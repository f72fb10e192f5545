"""The logs of Exchange servers, read in a stream: HttpProxy, MapiHttp, IIS; of any number of servers, gzip or not.

Nothing is held: a line becomes a request and is let go. A line that cannot be read is counted and the first ones are
listed, never fatal; every request knows its file and line, so a finding leads back to what the server wrote. Nothing
here knows of the laboratory: these are any hoster's logs.

Reading order:
    request       one request as any log tells it, and where it stands
    stamps        instants in logs: UTC, to microseconds since 1970
    w3c           lines of IIS, whose fields may change in the middle of a file
    exchange_csv  lines of HttpProxy and MapiHttp
    broken        lines that cannot be read: counted, the first ones listed
    found         the log files below a folder, and whose they are
    coverage      which hours each server's logs cover, and which are missing
    reader        all of a folder's requests, and what the reading came to
"""
