"""A manuscript as a Word document that one edits further: real styles, captions that number themselves, a contents
field, links that lead somewhere. Written so that Word and LibreOffice open it as it is.

data = write(manuscript)
"""

from qualcode.reports.docx.document import write

__all__ = ["write"]
