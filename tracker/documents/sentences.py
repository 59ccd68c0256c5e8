"""The sentences for files that could not be read, in Chinese; English lives with the errors themselves."""

from tracker.rules.errors import Unreadable

CHINESE: dict[str, str] = {
    "empty": "文件是空的，没有文字，请重新选择文件。",
    "too_large": "文件超过 %(limit_mb)s MB，请上传小一些的文件。",
    "too_much_text": "文字超过 %(limit_mb)s MB，请拆成几份上传。",
    "unknown_encoding": "无法判断文字编码（第 %(position)s 字节处出错），请另存为 UTF-8 编码后重新上传。",
    "not_text": "这不是文本文件，请上传 .txt、.docx 或 .pdf 文件。",
    "old_word": "这是旧格式文件（.doc 或 .wps），请用 Word 或 WPS 打开，另存为 .docx 后上传。",
    "encrypted_word": "文档设有密码，请取消密码后重新上传。",
    "damaged_word": "文档已损坏，打不开，请用 Word 或 WPS 重新保存后上传。",
    "picture": "这是图片，没有可复制的文字，请上传 .txt、.docx 或 .pdf 文件。",
    "web_page": "这是网页文件，请把文字复制到 .txt 或 .docx 文件后上传。",
    "ofd": "这是 OFD 版式文件，请另存为 .docx 或 PDF 后上传。",
    "other_archive": "这是压缩包或其他格式的文件，不是 Word 文档，请上传 .docx 文件。",
    "expands_too_much": "文档解压后大小异常，为安全起见没有打开，请把文字另存为新的 .docx 后上传。",
    "unsafe_xml": "文档含有不安全的外部声明，为安全起见没有打开，请用 Word 或 WPS 重新保存后上传。",
    "word_without_text": "文档里没有文字，可能只有图片，请上传可复制文字的文件。",
    "encrypted_pdf": "PDF 设有密码，请取消密码后重新上传。",
    "damaged_pdf": "PDF 已损坏，打不开，请重新导出或改传 .docx。",
    "scan": "附件是扫描件，没有文字，请上传可复制文字的 PDF 或 .docx。",
    "garbled_pdf": "PDF 的字体无法还原成文字，请改传 .docx 或 .txt。",
    "too_many_pages": "PDF 超过 %(limit)s 页，请只上传需要的部分。",
    "too_slow": "读取文件超过 %(seconds)s 秒，已停止，请另存为 .txt 或 .docx 后上传。",
    "too_complex": "读取文件占用内存过多，已停止，请另存为 .txt 或更简单的 .docx 后上传。",
}
_GENERAL = "文件无法读取，请上传 .txt、.docx 或 .pdf 文件。"


def sentence(error: Unreadable, language: str = "zh-hans") -> str:
    """Why the file could not be read and what to do, in Chinese, or in English for any other language."""
    if not language.startswith("zh"):
        return str(error)
    return CHINESE.get(error.code, _GENERAL) % error.params
