"""Refusals among people: communities, pictures, consents."""

from models.refusals.refusal import Refusal


class LimitReached(Refusal):
    en = "A member may own {limit} groups at most."
    zh = "每位会员最多可拥有 {limit} 个小组。"


class TooMany(Refusal):
    en = "At most {limit} of these."
    zh = "最多 {limit} 项。"


class CommunityArchived(Refusal):
    en = "This community is archived: it can be read, and nothing more."
    zh = "该社群已归档，仅可浏览。"


class Banned(Refusal):
    en = "You are banned from this community."
    zh = "您已被该社群封禁。"


class InviteOnly(Refusal):
    en = "One gets into this community by invitation only."
    zh = "该社群仅限受邀加入。"


class OwnersOnly(Refusal):
    en = "This community is for verified owners of a car; ask its host for an invitation."
    zh = "该社群仅限认证车主，请联系主理人获取邀请。"


class MembersOnly(Refusal):
    en = "This takes a member of the community."
    zh = "仅限社群成员。"


class LastOwner(Refusal):
    en = "The last owner stays: hand the group over first, or archive it."
    zh = "您是最后一位群主，请先转让或归档小组。"


class HasRole(Refusal):
    en = "This member has a role in the community; end it first."
    zh = "该成员在社群中担任职务，请先解除。"


class AlreadyGranted(Refusal):
    en = "The member has this role already."
    zh = "该会员已拥有此角色。"


class OwnershipHasNoEnd(Refusal):
    en = "Ownership of a group is handed over; it does not run out."
    zh = "小组所有权只能转让，不能设定期限。"


class NotOneself(Refusal):
    en = "This cannot be done to oneself."
    zh = "不能对自己执行此操作。"


class PictureTooLarge(Refusal):
    en = "This picture is too large: {mebibytes} MiB and {megapixels} megapixels at most."
    zh = "图片过大：最大 {mebibytes} MiB、{megapixels} 百万像素。"


class PictureUnreadable(Refusal):
    en = "This is no picture in JPEG, PNG, WebP or GIF."
    zh = "无法识别的图片，请使用 JPEG、PNG、WebP 或 GIF 格式。"


class PictureInUse(Refusal):
    en = "This picture is used elsewhere; upload it again."
    zh = "该图片已在别处使用，请重新上传。"


class ConsentTextUnknown(Refusal):
    en = "There is no such version of the consent text in this language."
    zh = "该语言下没有此版本的同意书。"


class ConfirmationWrong(Refusal):
    en = "This is not your e-mail address; type it to confirm."
    zh = "与您的电子邮箱不符，请输入您的邮箱以确认。"
