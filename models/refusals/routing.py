"""Refusals of the routing of leads, and of rosters."""

from models.refusals.refusal import Refusal


class RuleNamesAlike(Refusal):
    en = "Another rule has this name."
    zh = "已有同名规则。"


class DealerTwice(Refusal):
    en = "This dealer is named twice here."
    zh = "此处重复指定了同一经销商。"


class DistanceUnfit(Refusal):
    en = "A rule by distance says how far, and no other rule does."
    zh = "按距离分配的规则须填写距离，其他规则不得填写。"


class AlreadyActive(Refusal):
    en = "These rules have been in force; draft new ones."
    zh = "该规则已生效，请另行起草。"


class NoRulesInForce(Refusal):
    en = "There are no routing rules in force at that time."
    zh = "当时没有生效的分配规则。"


class ProposalSpent(Refusal):
    en = "This proposal is used, or was of another dealer."
    zh = "该推荐已使用，或属于其他经销商。"
