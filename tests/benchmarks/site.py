"""A synthetic web on loopback: papers under names in .localhost, pages rendered from the demo paper, in a process of its own."""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
from types import TracebackType
from typing import Any, Self

PAPERS, ARTICLES = 20, 60
FILLER = 60_000  # bytes of script in each page: real pages are mostly that


class Site:
    """`with Site() as site:` serves PAPERS papers of ARTICLES articles; `site.origins` are their addresses."""

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        self._port = context.Queue()
        self._process = context.Process(target=_serve, args=(self._port,), daemon=True)
        self._process.start()
        port = self._port.get(timeout=60)
        self.origins = [f"http://paper{number:02}.localhost:{port}/" for number in range(PAPERS)]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.join()


def _pages() -> dict[str, bytes]:
    from newsarchive.demo.pages import site
    from newsarchive.demo.paper import stories

    rendered = site("http://gazette.localhost:8377")
    bodies = [rendered[story.path].body for story in stories()]
    filler = b"<script>" + b"var a=[0,1,2,3];" * (FILLER // 16) + b"</script></body>"
    pages, links = {}, []
    for number in range(ARTICLES):
        path = f"/news/a-story-about-the-town-{number:04}"
        links.append(f'<h3><a href="{path}">A story about the town, number {number}</a></h3>')
        pages[path] = gzip.compress(bodies[number % len(bodies)].replace(b"</body>", filler), 6, mtime=0)
    pages["/"] = gzip.compress(
        f"<html><head><title>Paper</title></head><body><main>{''.join(links)}</main></body></html>".encode(), 6
    )
    return pages


def _serve(port: Any) -> None:
    pages = _pages()

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                body = pages.get(request.split(b" ", 2)[1].decode())
                status = b"404 Not Found" if body is None else b"200 OK"
                kind = b"" if body is None else b"Content-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
                body = body or b""
                writer.write(b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, kind, len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(client, "127.0.0.1", 0, backlog=512)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())
