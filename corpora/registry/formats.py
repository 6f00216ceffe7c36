"""Every kind of file we know, declared once: names, marks, readers, writers.

To add a format, write its module and an entry here; refusals, help texts and the tables of the
documentation follow. No other module writes a suffix down. An entry names modules of any
floor of the house, and enters none of them.
"""

from __future__ import annotations

from corpora.registry.format import PACKED, Content, Format

_OLD_OFFICE = (b"\xd0\xcf\x11\xe0",)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")

# ------------------------------------------------------------------------- documents

TEXT = Format(
    name="plain text",
    suffixes=(".txt",),
    reads={
        "document": "corpora.formats.documents.text:read_text",
        "pairs": "corpora.formats.tables.tsv:read",
        "glossary": "glossary.formats.tabbed:load",
    },
    options=("--segmented",),
    remark="one paragraph a line; wrapped lines are joined; any other suffix too",
    as_pairs="as `.tsv`",
)
MARKDOWN = Format(
    name="Markdown",
    suffixes=(".md", ".markdown", ".mdx"),
    reads={
        "document": "corpora.formats.documents.markdown:read_markdown",
        "pairs": "corpora.formats.tables.markdown_tables:read",
        "glossary": "glossary.formats.markdown:load",
    },
    remark="what the page shows: no marks, code, tags, pictures or front matter (its title "
    "apart); a note counts the lines of code; formulas in a line keep their TeX",
    as_pairs="tables with a column in each language, if most of the page is in them",
)
RST = Format(
    name="reStructuredText",
    suffixes=(".rst",),
    also=(".rest",),
    reads={"document": "corpora.formats.documents.rst:read_rst"},
    remark="as Markdown; roles and directives of Sphinx are words and boxes of text; code, "
    "contents lists and pictures are left out, other files never read in",
)
DOCX = Format(
    name="a Word document",
    suffixes=(".docx",),
    also=(".docm",),
    members=("word/",),
    reads={
        "document": "corpora.formats.documents.docx:read_docx",
        "pairs": "corpora.formats.tables.two_column_docx:read",
    },
    writes={"pairs": "corpora.formats.tables.two_column_docx:write"},
    remark="body with tables in order, content controls, text boxes, footnotes and endnotes; "
    "insertions under revision are read, deletions and hidden text are not",
    as_pairs="tables with two columns; a copy for reading",
)
HTML = Format(
    name="a web page",
    suffixes=(".html",),
    also=(".htm", ".xhtml"),
    text=("<!doctype html", "<html"),
    roots=("html",),
    reads={
        "document": "corpora.formats.documents.html:read_html",
        "pairs": "corpora.formats.tables.two_column_html:read",
    },
    writes={
        "pairs": "corpora.formats.tables.two_column_html:write",
        "glossary": "glossary.formats.html:dump",
        "findings": "quality.check.output.write:write_html",
        "scores": "quality.score.write:write_html",
    },
    remark="the one `main` or `article` if it holds the text; navigation, scripts, forms, "
    "footers and lists of links are left out",
    as_pairs="tables with two columns; a copy for reading",
)
XML = Format(
    name="an XML document",
    suffixes=(".xml", ".dita", ".fb2"),
    text=("<?xml",),
    reads={"document": "corpora.formats.documents.xml_text:read_xml"},
    remark="DocBook, TEI, USFX, OSIS, DITA, FictionBook by what the elements of each mean "
    "(`xml_vocabularies.json`): headings, paragraphs, verses, notes after their paragraph; code, "
    "headers, running heads are left out; XML of no known kind is read if its elements bear the "
    "usual names (`para`, `title` …), which is said, and refused else",
)
_CUES: dict[Content, str] = {
    "document": "corpora.formats.documents.subtitles:read_subtitles",
    "pairs": "corpora.formats.lines.bilingual_cues:read",
}
SRT = Format(
    name="SubRip subtitles",
    suffixes=(".srt",),
    reads=_CUES,
    writes={"pairs": "corpora.formats.lines.bilingual_cues:write_srt"},
    remark="sentences that run over cues are joined; of bilingual cues one language is kept",
    as_pairs="both languages in a cue, or in two of nearly the same time; times as props; written "
    "from units that have them: the source, and the target under it",
)
VTT = Format(
    name="WebVTT subtitles",
    suffixes=(".vtt",),
    text=("webvtt",),
    reads=_CUES,
    remark="as SubRip; a voice is a speaker",
    as_pairs="as `.srt`",
)
ASS = Format(
    name="SubStation subtitles",
    suffixes=(".ass",),
    also=(".ssa",),
    text=("[script info]",),
    reads=_CUES,
    writes={"pairs": "corpora.formats.lines.bilingual_cues:write_ass"},
    remark="as SubRip; drawings and comments go, layers that say the same count once",
    as_pairs="as `.srt`",
)
LRC = Format(
    name="lyrics with times",
    suffixes=(".lrc",),
    reads=_CUES,
    remark="as SubRip",
    as_pairs="as `.srt`",
)

TEX = Format(
    name="a LaTeX file",
    suffixes=(".tex",),
    text=("\\documentclass",),
    reads={"document": "corpora.formats.documents.tex:read_tex"},
    writes={"scores": "quality.score.write:write_latex"},
    remark="the body with its title: headings, items, cells, captions, notes after their "
    "paragraph; no citations, labels, pictures, references; listings and formulas on lines of "
    "their own are left out and counted, those in a line keep their TeX",
)
DOC = Format(
    name="an old Word document",
    suffixes=(".doc",),
    starts=_OLD_OFFICE,
    holds="WordDocument".encode("utf-16-le"),
    reads={"document": "corpora.formats.documents.doc:read_doc"},
    remark="as Word, by LibreOffice where that is installed; refused else",
)
RTF = Format(
    name="a document in Rich Text Format",
    suffixes=(".rtf",),
    text=("{\\rtf",),
    reads={"document": "corpora.formats.documents.rtf:read_rtf"},
    remark="paragraphs, cells, notes after their paragraph, headings by style; deletions, hidden "
    "text, comments, heads and feet are not read",
)
PDF = Format(
    name="a PDF",
    suffixes=(".pdf",),
    starts=(b"%PDF",),
    reads={"document": "corpora.formats.documents.pdf:read_pdf"},
    remark="the text layer: columns one after the other, lines joined over columns and pages, "
    "running heads and page numbers left out, footnotes after the paragraph that their page ends "
    "in, larger letters are headings; scans and protected files are refused",
)
PPTX = Format(
    name="a presentation",
    suffixes=(".pptx",),
    also=(".pptm", ".ppsx"),
    members=("ppt/",),
    reads={"document": "corpora.formats.documents.pptx:read_pptx"},
    remark="slides in order: the title, shapes, tables, diagrams, then the notes, which is said; "
    "numbers, dates and footers are left out",
)
EPUB = Format(
    name="an e-book (EPUB)",
    suffixes=(".epub",),
    members=("META-INF/container.xml",),
    reads={"document": "corpora.formats.documents.epub:read_epub"},
    remark="chapters in the order of the spine, each as a web page; the contents list is left out; "
    "protected books are refused",
)
OPENDOCUMENT = Format(
    name="an OpenDocument file",
    suffixes=(".odt", ".odp"),
    also=(".ott",),
    members=("content.xml",),
    reads={"document": "corpora.formats.documents.opendocument:read_opendocument"},
    remark="paragraphs, lists, tables, text boxes; notes after their paragraph; deletions under "
    "revision, comments, contents lists and hidden text are not read",
)

# ------------------------------------------------------------------------- pairs

TMX = Format(
    name="a TMX memory",
    suffixes=(".tmx",),
    roots=("tmx",),
    reads={"pairs": "corpora.formats.xml.tmx.reading:read"},
    writes={"pairs": "corpora.formats.xml.tmx.writing:write"},
    options=("--markup", "--for", "--dated", "--by"),
    as_pairs="1.1 to 1.4b read, levels 1 and 2, also packed (`.tmx.gz`); 1.4b written: units "
    "with both sides, everything known of them as `x-` props",
)
XLIFF = Format(
    name="an XLIFF file",
    suffixes=(".xlf", ".xliff"),
    also=(".sdlxliff", ".mqxliff", ".mxliff"),
    roots=("xliff",),
    reads={"pairs": "corpora.formats.xml.xliff:read"},
    writes={"pairs": "corpora.formats.xml.xliff:write"},
    options=("--markup", "--xliff"),
    as_pairs="1.0 to 1.2, 2.0 and 2.1 read, with the states of Trados and memoQ; 1.2 written, or"
    " 2.1 with `--xliff 2.1`: every unit with its review state",
)
TSV = Format(
    name="a table between tabs",
    suffixes=(".tsv",),
    reads={"pairs": "corpora.formats.tables.tsv:read", "glossary": "glossary.formats.csvs:load"},
    writes={"pairs": "corpora.formats.tables.tsv:write"},
    as_pairs="any table with tabs is read, quoted or not, Wordfast's memory too; six columns "
    "written: source, target, kind, confidence, source_speaker, target_speaker",
)
TAB = Format(
    name="a table between tabs",
    suffixes=(".tab",),
    reads={"pairs": "corpora.formats.tables.tsv:read", "glossary": "glossary.formats.tabbed:load"},
    as_pairs="as `.tsv`",
)
CSV = Format(
    name="a table between commas",
    suffixes=(".csv",),
    reads={
        "pairs": "corpora.formats.tables.tsv:read_csv",
        "glossary": "glossary.formats.csvs:load",
    },
    writes={
        "glossary": "glossary.formats.csvs:dump",
        "findings": "quality.check.output.write:write_csv",
        "scores": "quality.score.write:write_csv",
    },
    as_pairs="columns by their names, or by which of them is Chinese",
)
JSONL = Format(
    name="lines of JSON",
    suffixes=(".jsonl",),
    perhaps=("{",),
    reads={"pairs": "corpora.formats.lines.jsonl:read"},
    writes={"pairs": "corpora.formats.lines.jsonl:write"},
    as_pairs="every bead, in order, nothing left out: texts come back exactly",
)
XLSX = Format(
    name="an Excel workbook",
    suffixes=(".xlsx",),
    also=(".xlsm",),
    members=("xl/",),
    reads={"pairs": "corpora.formats.tables.xlsx:read", "glossary": "glossary.formats.sheets:load"},
    writes={
        "pairs": "corpora.formats.tables.xlsx:write",
        "glossary": "glossary.formats.sheets:dump",
        "findings": "quality.check.output.write:write_xlsx",
        "scores": "quality.score.write:write_xlsx",
    },
    as_pairs="the columns of `.tsv`; read from the first sheet with anything on it",
)
MOSES = Format(
    name="two plain files, line by line",
    suffixes=(".moses",),
    writes={"pairs": "corpora.formats.lines.moses:write_pair"},
    as_pairs="`NAME.zh` and `NAME.en`, a line each, for training; read by naming either file",
)

PO = Format(
    name="a PO file (gettext)",
    suffixes=(".po",),
    also=(".pot",),
    text=('msgid ""\nmsgstr ""',),
    reads={"pairs": "corpora.formats.strings.po:read"},
    writes={"pairs": "corpora.formats.strings.po:write"},
    as_pairs="what is fuzzy has that as its status; obsolete entries are left out; of plurals the "
    "plural stands for a language with one form; units without a source are not written",
)
ANDROID = Format(
    name="Android's texts",
    roots=("resources",),
    reads={"pairs": "corpora.formats.strings.xml_strings:read_android"},
    is_keyed=True,
    as_pairs="`strings.xml`, joined by key with that of the other language: `values/` beside "
    "`values-zh-rCN/`; marks and placeholders stay as written",
)
RESX = Format(
    name="texts of .NET",
    suffixes=(".resx",),
    reads={"pairs": "corpora.formats.strings.xml_strings:read_resx"},
    is_keyed=True,
    as_pairs="joined by key: `A.resx` beside `A.zh-CN.resx`; pictures and other objects are left "
    "out",
)
QT = Format(
    name="texts of Qt",
    suffixes=(".ts",),
    roots=("ts",),
    reads={"pairs": "corpora.formats.strings.xml_strings:read_qt"},
    as_pairs="both languages; what is vanished or obsolete is left out; the last form of a plural",
)
PROPERTIES = Format(
    name="properties of Java",
    suffixes=(".properties",),
    reads={"pairs": "corpora.formats.strings.properties:read"},
    is_keyed=True,
    as_pairs="joined by key: `a.properties` or `a_en.properties` beside `a_zh_CN.properties`",
)
STRINGS = Format(
    name="texts of Apple's programs",
    suffixes=(".strings",),
    reads={"pairs": "corpora.formats.strings.apple:read"},
    is_keyed=True,
    as_pairs="joined by key: `en.lproj/` beside `zh-Hans.lproj/`",
)
YAML = Format(
    name="a YAML file",
    suffixes=(".yml",),
    also=(".yaml",),
    reads={"pairs": "corpora.formats.strings.yaml_pairs:read"},
    is_keyed=True,
    as_pairs="the shapes of `.json`; aliases stand for nothing, tags are not followed",
)
SDLTM = Format(
    name="a memory of Trados (a database)",
    suffixes=(".sdltm",),
    starts=(b"SQLite format 3",),
    reads={"pairs": "corpora.formats.tables.sdltm:read"},
    options=("--markup",),
    as_pairs="read only, from a copy: texts, dates and users",
)

# ------------------------------------------------------------------------- glossaries, reports

TBX = Format(
    name="a termbase (TBX)",
    suffixes=(".tbx",),
    roots=("martif", "tbx"),
    reads={
        "glossary": "glossary.formats.tbx:load",
        "pairs": "glossary.formats.as_pairs:read_tbx",
    },
    writes={"glossary": "glossary.formats.tbx:dump_v2"},
    options=("--tbx",),
    as_pairs="a term and a rendering each",
)
MULTITERM = Format(
    name="a termbase of MultiTerm",
    suffixes=(".mtf",),
    roots=("mtf",),
    reads={
        "glossary": "glossary.formats.multiterm:load",
        "pairs": "glossary.formats.as_pairs:read_multiterm",
    },
    as_pairs="as `.tbx`; its XML is known by its outermost element, whatever the suffix",
)
UTF8 = Format(
    name="a glossary of OmegaT",
    suffixes=(".utf8",),
    reads={"glossary": "glossary.formats.tabbed:load"},
    writes={"glossary": "glossary.formats.tabbed:dump"},
)
JSON = Format(
    name="one JSON document",
    suffixes=(".json",),
    also=(".arb",),
    perhaps=("[{", "[\n{", "[\n  {", "[\n    {"),
    reads={
        "glossary": "glossary.formats.json:load",
        "pairs": "corpora.formats.strings.json_pairs:read",
    },
    writes={
        "pairs": "corpora.formats.strings.json_pairs:write",
        "glossary": "glossary.formats.json:dump",
        "findings": "quality.check.output.write:write_json",
        "scores": "quality.score.write:write_json",
    },
    is_keyed=True,
    as_pairs="a list of objects or of pairs; texts under keys in both languages; `zh.json` beside "
    "`en.json`, `en/a.json` beside `zh-CN/a.json`; keys that are texts (`.arb`, Chrome's "
    "`messages.json` too); a list of objects written",
)
SARIF = Format(
    name="findings for code tools (SARIF)",
    suffixes=(".sarif",),
    writes={"findings": "quality.check.output.write:write_sarif"},
)
# ------------------------------------------------------------------------- not read

_AS_DOCX = f"open it in a word processor and save it as {DOCX}"
ARCHIVE = Format(
    name="a ZIP archive",
    suffixes=(".zip",),
    starts=_ZIP,
    instead="unpack it and name the file in it",
)
_FOREIGN = (
    Format(
        name="protected by a password",
        starts=_OLD_OFFICE,
        holds="EncryptedPackage".encode("utf-16-le"),
        instead="remove the protection and save it",
    ),
    Format(
        name="an old Excel workbook",
        suffixes=(".xls",),
        starts=_OLD_OFFICE,
        holds="Workbook".encode("utf-16-le"),
        instead=f"save it as {XLSX}",
    ),
    Format(
        name="an old Office file, or an encrypted one",
        starts=_OLD_OFFICE,
        instead=f"open it in its own program and save it, without a password, as {DOCX} or {XLSX}",
    ),
    Format(name="an OpenDocument spreadsheet", suffixes=(".ods",), instead=f"save it as {XLSX}"),
    Format(
        name="a termbase of MultiTerm (a database)",
        suffixes=(".sdltb",),
        starts=(b"\x00\x01\x00\x00Standard Jet DB",),
        instead=f"export it in MultiTerm as MultiTerm XML, or as {TBX}",
    ),
    Format(
        name="a web archive or a mail",
        suffixes=(".mht", ".mhtml", ".eml"),
        text=("mime-version:",),
        instead=f"save it as {HTML} or {TEXT}",
    ),
    Format(
        name="compressed (gzip)",
        suffixes=(PACKED,),
        starts=(b"\x1f\x8b",),
        instead="unpack it first",
    ),
    Format(
        name="compressed (7-Zip)",
        suffixes=(".7z",),
        starts=(b"7z\xbc\xaf",),
        instead="unpack it first",
    ),
    Format(name="compressed (RAR)", suffixes=(".rar",), starts=(b"Rar!",), instead="unpack it"),
    Format(
        name="a picture",
        suffixes=(".png", ".jpg", ".jpeg", ".gif"),
        starts=(b"\x89PNG", b"\xff\xd8\xff", b"GIF8"),
        instead="give the text itself",
    ),
)

FORMATS: tuple[Format, ...] = (
    TMX, XLIFF, TSV, TAB, TEXT, CSV, JSONL, XLSX, SRT, VTT, ASS, LRC, DOCX, HTML, MARKDOWN, RST,
    DOC, RTF, PDF, PPTX, EPUB, OPENDOCUMENT, MOSES,
    PO, JSON, YAML, ANDROID, RESX, QT, PROPERTIES, STRINGS, SDLTM,
    TBX, MULTITERM, UTF8, SARIF, TEX, XML, *_FOREIGN, ARCHIVE,
)  # fmt: skip
"""All of them; where the marks of two fit a file, the first decides."""
