"""The words of the field as frozen values, checked when they are made. Standard library only."""

from qualcode.model.code import Code, Codebook, Specify, join_path, split_path
from qualcode.model.coding import (
    Anchor,
    Coding,
    Origin,
    Quotation,
    Status,
    read_origin,
    read_status,
    same_specification,
)
from qualcode.model.document import INTERVIEW, Document, Value, interview_of, text_hash
from qualcode.model.grade import Grade, GradeForm, Scale, plain, read_grade
from qualcode.model.guide import Asked, Question, asked
from qualcode.model.memo import Memo, MemoOn
from qualcode.model.review import Verdict
from qualcode.model.rule import Rule, Term
from qualcode.model.settings import (
    LANGUAGES,
    RESERVED,
    ROLES,
    SHOWS,
    AssistSettings,
    CaseSetting,
    CoderSetting,
    ReportSettings,
    SectionSetting,
    Settings,
    id_numbers,
    id_regex,
    slug,
)
from qualcode.model.span import Span
from qualcode.model.suggestion import Answer, Fragment, Reason, Strength, Suggestion

__all__ = [
    "INTERVIEW",
    "LANGUAGES",
    "RESERVED",
    "ROLES",
    "SHOWS",
    "Anchor",
    "Answer",
    "Asked",
    "AssistSettings",
    "CaseSetting",
    "Code",
    "Codebook",
    "CoderSetting",
    "Coding",
    "Document",
    "Fragment",
    "Grade",
    "GradeForm",
    "Memo",
    "MemoOn",
    "Origin",
    "Question",
    "Quotation",
    "Reason",
    "ReportSettings",
    "Rule",
    "Scale",
    "SectionSetting",
    "Settings",
    "Span",
    "Specify",
    "Status",
    "Strength",
    "Suggestion",
    "Term",
    "Value",
    "Verdict",
    "asked",
    "id_numbers",
    "id_regex",
    "interview_of",
    "join_path",
    "plain",
    "read_grade",
    "read_origin",
    "read_status",
    "same_specification",
    "slug",
    "split_path",
    "text_hash",
]
