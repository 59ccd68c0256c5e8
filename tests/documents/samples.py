"""The smallest file of every kind that may be attached, and of many that may not."""

from tests.documents.makers import pdf_file, word_file, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TYPES = b"<Types/>"


def ole(*streams: str) -> bytes:
    """An old Office file as far as its names go."""
    return OLE + b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in ("Root Entry", *streams))


def media(brand: bytes) -> bytes:
    """The beginning of a film, a recording or a photo in that container."""
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x02\x00isommp42" + bytes(64)


def office(part: str, **more: bytes) -> bytes:
    """A zip that Office would know."""
    return zipped({"[Content_Types].xml": TYPES, part: b"<x/>"} | more)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)

GOOD: dict[str, tuple[bytes, str]] = {
    "照片.jpg": (JPG, "image/jpeg"),
    "照片.jpeg": (JPG, "image/jpeg"),
    "截图.png": (PNG, "image/png"),
    "图.gif": (b"GIF89a" + bytes(20), "image/gif"),
    "图.webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20), "image/webp"),
    "苹果.heic": (media(b"heic"), "image/heic"),
    "扫描.tif": (b"II*\x00" + bytes(20), "image/tiff"),
    "函.pdf": (pdf_file([["关于用工"]]), "application/pdf"),
    "发票.ofd": (zipped({"OFD.xml": b"<x/>"}), "application/ofd"),
    "报告.docx": (
        word_file("报告"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "台账.xlsx": (
        office("xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "汇报.pptx": (
        office("ppt/presentation.xml"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "旧.doc": (ole("WordDocument"), "application/msword"),
    "旧.wps": (ole("WordDocument"), "application/msword"),
    "旧.xls": (ole("Workbook"), "application/vnd.ms-excel"),
    "带文档.xls": (ole("WordDocument", "Workbook"), "application/vnd.ms-excel"),
    "带表格.doc": (ole("WordDocument", "Workbook"), "application/msword"),
    "旧.ppt": (ole("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "说明.txt": ("企业反映用电容量不足。\n".encode(), "text/plain"),
    "国标.txt": ("企业反映用电容量不足，请供电公司现场查看。\n".encode("gb18030"), "text/plain"),
    "宽.txt": ("企业反映用电容量不足。\n".encode("utf-16"), "text/plain"),
    "长.txt": (("x" + "企业反映用电容量不足。" * 9000).encode(), "text/plain"),
    "名单.csv": ("企业,电话\n甲,1\n".encode("gb18030"), "text/csv"),
    "录音.mp3": (b"ID3\x03" + bytes(20), "audio/mpeg"),
    "无标签.mp3": (b"\xff\xfb\x90\x64" + bytes(20), "audio/mpeg"),
    "录音.m4a": (media(b"M4A "), "audio/mp4"),
    "安卓.m4a": (media(b"mp42"), "audio/mp4"),
    "录音.amr": (b"#!AMR\n" + bytes(20), "audio/amr"),
    "录音.wav": (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20), "audio/x-wav"),
    "现场.mp4": (media(b"isom"), "video/mp4"),
}

BAD: dict[str, tuple[bytes, str]] = {
    "空.pdf": (b"", "file_empty"),
    "页.html": (HTML, "file_runs"),
    "页.jpg": (HTML, "file_runs"),
    "图.svg": (SVG, "file_runs"),
    "图.png": (SVG, "file_runs"),
    "宽页.txt": (HTML.decode().encode("utf-16"), "file_runs"),
    "空格页.txt": (b" \n\t" + HTML, "file_runs"),
    "注释.txt": (b"<!-- x --><html></html>", "file_runs"),
    "程序.exe": (EXE, "file_runs"),
    "程序.pdf": (EXE, "file_runs"),
    "程序.jpg": (b"\x7fELF\x02\x01" + bytes(20), "file_runs"),
    "脚本.sh": (b"#!/bin/sh\nrm -rf /\n", "file_runs"),
    "脚本.txt": (b"#!/usr/bin/env python\n", "file_runs"),
    "壳.php": (b"<?php system($_GET['c']); ?>", "file_runs"),
    "壳.jpg": (b"<?php system($_GET['c']); ?>", "file_runs"),
    "批.bat": (b"del /q *.*\r\n", "file_runs"),
    "脚本.js": (b"alert(1)\n", "file_runs"),
    "脚本.JS ": (b"alert(1)\n", "file_runs"),
    "脚本.j\u200bs": (b"alert(1)\n", "file_runs"),
    "链.url": (b"[InternetShortcut]\nURL=http://x\n", "file_runs"),
    "伪.pdf": (HTML + b"\n%PDF-1.4", "file_runs"),
    "包.zip": (zipped({"a.exe": EXE}), "file_packed"),
    "包.docx": (zipped({"a.exe": EXE}), "file_packed"),
    "空包.zip": (zipped({}), "file_packed"),
    "包.rar": (b"Rar!\x1a\x07\x00" + bytes(20), "file_packed"),
    "包.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(20), "file_packed"),
    "包.gz": (b"\x1f\x8b\x08" + bytes(20), "file_packed"),
    "宏.docx": (office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "file_macros"),
    "宏.xlsx": (office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": b"x"}), "file_macros"),
    "宏.xls": (ole("Workbook", "_VBA_PROJECT"), "file_macros"),
    "锁.docx": (ole("EncryptedPackage"), "file_locked"),
    "安装.doc": (ole("MsiThings"), "file_kind"),
    "半.docx": (word_file("报告")[:300], "file_broken"),
    "富.doc": (b"{\\rtf1 x}", "file_kind"),
    "乱.txt": (bytes(range(256)) * 4, "file_kind"),
    "乱.jpg": (b"\x00\x01\x02\x03" * 50, "file_kind"),
    "未知.mov": (media(b"qt  "), "file_kind"),
}
