"""Reads what an EPUB says about itself: title, authors, reading order and table of contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from bot.errors import UnreadableNovel
from bot.library.archive import Archive, resolve
from bot.library.divisions import read_authors
from bot.library.formats import refuse_other_zip
from bot.library.headings import same_words
from bot.library.mending import mend
from bot.library.tree import Element, local_name, parse, text_of, types_of

CONTAINER = "META-INF/container.xml"
NO_BOOK = "This EPUB lacks the list of its contents, so it is damaged: download or export it again."
PROTECTED = (
    "This EPUB is locked by copy protection (DRM), so its text cannot be read: "
    "add a copy without copy protection."
)

_FONT_DISGUISES = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_LICENCES = ("META-INF/license.lcpl", "META-INF/sinf.xml")
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_MAX_PAGES = 5_000


@dataclass(frozen=True, slots=True)
class Target:
    """A line of the table of contents: its label, where it leads, how deep it stands."""

    label: str
    fragment: str
    depth: int
    has_children: bool


@dataclass(slots=True)
class Package:
    """What an EPUB says about itself. `landmarks` are the types of whole pages, by name."""

    title: str
    authors: tuple[str, ...]
    pages: list[str]
    contents: dict[str, list[Target]] = field(default_factory=dict[str, list[Target]])
    landmarks: dict[str, set[str]] = field(default_factory=dict[str, set[str]])


def read_package(archive: Archive) -> Package:
    """Read the package file that the container names.

    Raises UnreadableNovel when there is none, or when the book is locked by DRM.
    """
    _refuse_protection(archive)
    path = _package_path(archive)
    root = parse(archive.read(path))
    if root is None:
        raise UnreadableNovel(NO_BOOK)
    items = {item.get("id", ""): item for item in _named(root, "item")}
    package = Package(_title(root), _authors(root), _spine(archive, root, items, path))
    if not package.pages:
        raise UnreadableNovel(NO_BOOK)
    _read_guide(archive, root, path, package)
    _read_contents(archive, root, items, path, package)
    return package


def _refuse_protection(archive: Archive) -> None:
    if any(archive.find(name) for name in _LICENCES):
        raise UnreadableNovel(PROTECTED)
    name = archive.find("META-INF/encryption.xml")
    if name is None:
        return
    root = parse(archive.read(name))
    if root is None or local_name(root) != "encryption":
        raise UnreadableNovel(PROTECTED)
    methods = [method.get("Algorithm", "") for method in _named(root, "encryptionmethod")]
    if any(method not in _FONT_DISGUISES for method in methods):
        raise UnreadableNovel(PROTECTED)


def _package_path(archive: Archive) -> str:
    if name := archive.find(CONTAINER):
        root = parse(archive.read(name))
        for rootfile in _named(root, "rootfile") if root is not None else ():
            if found := archive.find(unquote(rootfile.get("full-path", ""))):
                return found
    loose = [name for name in archive.names if name.lower().endswith(".opf")]
    if loose:
        return loose[0]
    if archive.find(CONTAINER):
        raise UnreadableNovel(NO_BOOK)
    raise refuse_other_zip(archive.names)


def _named(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if local_name(element) == name)


def _text(element: Element) -> str:
    return mend(text_of(element))


def _refinements(root: Element, property_: str) -> dict[str, str]:
    return {
        meta.get("refines", "").removeprefix("#"): _text(meta)
        for meta in _named(root, "meta")
        if meta.get("property", "") == property_
    }


def _title(root: Element) -> str:
    kinds = _refinements(root, "title-type")
    titles = [(_text(title), title.get("id", "")) for title in _named(root, "title")]
    titles = [(text, id_) for text, id_ in titles if text]
    main = [text for text, id_ in titles if kinds.get(id_) == "main"]
    return next(iter([*main, *(text for text, _ in titles)]), "")


def _authors(root: Element) -> tuple[str, ...]:
    """The creators who wrote the book; everybody named where nobody is marked as its author."""
    roles: dict[str, set[str]] = {}
    for meta in _named(root, "meta"):
        if meta.get("property", "") == "role":
            id_ = meta.get("refines", "").removeprefix("#")
            roles.setdefault(id_, set()).add(_text(meta))
    creators: list[tuple[str, set[str]]] = []
    for creator in _named(root, "creator"):
        role = creator.get("{http://www.idpf.org/2007/opf}role", "") or creator.get("role", "")
        known = roles.get(creator.get("id", ""), set())
        creators.append((_text(creator), {role} if role else known))
    authors = [name for name, known in creators if not known or "aut" in known]
    return read_authors(authors or [name for name, _ in creators])


def _entry(archive: Archive, base: str, href: str) -> tuple[str | None, str]:
    """The entry that a reference leads to, if it is in the book, and the fragment."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None, ""
    if parts.scheme or parts.netloc:
        return None, ""
    name = resolve(base, unquote(parts.path)) if parts.path else base
    return archive.find(name), unquote(parts.fragment)


def _spine(archive: Archive, root: Element, items: dict[str, Element], path: str) -> list[str]:
    references = [ref for ref in _named(root, "itemref") if ref.get("idref", "") in items]
    linear = [ref for ref in references if ref.get("linear", "") != "no"] or references
    ordered = [items[ref.get("idref", "")] for ref in linear] or list(items.values())
    pages: list[str] = []
    for item in ordered:
        if "nav" in item.get("properties", "").split():
            continue
        name, _ = _entry(archive, path, item.get("href", ""))
        is_page = item.get("media-type", "") in _PAGES or (name or "").lower().endswith(
            ("html", ".htm")
        )
        if name and is_page:
            pages.append(name)
    return list(dict.fromkeys(pages))[:_MAX_PAGES]


def _read_guide(archive: Archive, root: Element, path: str, package: Package) -> None:
    for reference in _named(root, "reference"):
        name, fragment = _entry(archive, path, reference.get("href", ""))
        if name and not fragment:
            types = reference.get("type", "").lower().split()
            package.landmarks.setdefault(name, set()).update(types)


def _read_contents(
    archive: Archive,
    root: Element,
    items: dict[str, Element],
    path: str,
    package: Package,
) -> None:
    """The EPUB 3 navigation file, else the NCX of EPUB 2."""
    for item in items.values():
        if "nav" in item.get("properties", "").split():
            name, _ = _entry(archive, path, item.get("href", ""))
            tree = parse(archive.read(name)) if name else None
            if name and tree is not None:
                _read_nav(archive, tree, name, package)
    if package.contents:
        return
    spine = next(_named(root, "spine"), None)
    marked = items.get(spine.get("toc", "")) if spine is not None else None
    tables = [item for item in items.values() if "dtbncx" in item.get("media-type", "")]
    for item in [marked] if marked is not None else tables:
        name, _ = _entry(archive, path, item.get("href", ""))
        tree = parse(archive.read(name)) if name else None
        if name and tree is not None:
            for point in _named(tree, "navmap"):
                _read_points(archive, point, name, package, 0)


def _read_nav(archive: Archive, tree: Element, name: str, package: Package) -> None:
    for nav in _named(tree, "nav"):
        types = types_of(nav)
        if "landmarks" in types:
            for link in _named(nav, "a"):
                target, fragment = _entry(archive, name, link.get("href", ""))
                if target and not fragment:
                    package.landmarks.setdefault(target, set()).update(types_of(link))
        elif not types & {"page-list", "loi", "lot", "lov", "loa"} and not package.contents:
            for child in nav:
                if local_name(child) in ("ol", "ul"):
                    _read_list(archive, child, name, package, 0)


def _read_list(archive: Archive, list_: Element, name: str, package: Package, depth: int) -> None:
    for item in list_:
        inner = [child for child in item if local_name(child) in ("ol", "ul")]
        for child in item:
            if local_name(child) == "a":
                href = child.get("href", "")
                _add(archive, package, name, href, _text(child), depth, has_children=bool(inner))
        for child in inner:
            _read_list(archive, child, name, package, depth + 1)


def _read_points(
    archive: Archive, parent: Element, name: str, package: Package, depth: int
) -> None:
    for point in parent:
        if local_name(point) != "navpoint":
            continue
        label = next((_text(child) for child in point if local_name(child) == "navlabel"), "")
        href = next((child.get("src", "") for child in point if local_name(child) == "content"), "")
        inner = any(local_name(child) == "navpoint" for child in point)
        _add(archive, package, name, href, label, depth, has_children=inner)
        _read_points(archive, point, name, package, depth + 1)


def _add(
    archive: Archive,
    package: Package,
    base: str,
    href: str,
    label: str,
    depth: int,
    *,
    has_children: bool,
) -> None:
    name, fragment = _entry(archive, base, href)
    if not name or not label:
        return
    targets = package.contents.setdefault(name, [])
    is_title = same_words(label, package.title)
    targets.append(Target(label, fragment, depth, has_children and not is_title))
