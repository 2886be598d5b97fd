// What the page says, in English and Chinese.

import { currentLanguage } from "./language.js";

const WORDS = {
  en: {
    locale: "en-GB", door: "Door",
    chooseEvent: "Choose an event", changeEvent: "Events", noEvents:
      "There is no event that you run, from two weeks ago to four weeks ahead.",
    now: "Now", live: "Live", connecting: "Connecting…",
    lost: (at) => `No connection: this is from ${at}`, lostFirst: "No connection yet; trying again",
    refusedRole: "You no longer run this event.",
    failed: "That did not work. Please try again.",
    inside: "Inside", expected: "Expected", admitted: "Admitted", refused: "Refused",
    walkIns: "Walk-ins", ofAdmitted: "of those admitted",
    isWell: "All is well: no conflict is open, and every tablet on duty has been heard of.",
    alertConflicts: (n) => (n === 1 ? "1 conflict is open" : `${n} conflicts are open`),
    alertSilent: (names) => `Not heard of: ${names}`,
    alertBattery: (names) => `Battery low: ${names}`,
    alertUnsent: (names) => `Scans not sent yet: ${names}`,
    alertEdge: (names) => `Edge not heard of: ${names}`,
    conflicts: "Conflicts", moreConflicts: (n) => `and ${n} more, older ones`,
    DOUBLE: "The same pass let in twice", CANCELLED: "Let in after the seat was given up",
    REPLACED: "Let in with a pass that was replaced", OTHER: "Let in against the rules",
    REALLOCATED: "Let in after the seat was given to another person",
    RETIRED_KEY: "Let in with a pass of a key that is trusted no longer",
    OVERFULL: "More walk-ins than there is room for",
    apart: (text) => `${text} apart`, passages: (n) => `${n} scans`,
    alone: "decided without network", suspect: "the tablet's clock was wrong",
    shown: (verdict) => `showed “${WORDS.en.verdicts[verdict] ?? verdict}”`,
    noWord: "has not said what it showed",
    verdicts: {
      ADMITTED: "admitted", READMITTED: "admitted again", ALREADY_ADMITTED: "already admitted",
      LEFT: "left", CANCELLED: "cancelled", REPLACED: "replaced", WRONG_EVENT: "wrong event",
      FORGED: "forged", EXPIRED: "expired", NOT_OPEN: "not open", UNKNOWN: "unknown",
    },
    settle: "Settle", settling: "What was it?", note: "Note (may be empty)", save: "Save",
    HARMLESS: "Harmless: the same person", INTRUDER: "An intruder", MISTAKE: "A mistake of ours",
    chooseOne: "Please choose what it was.",
    halls: "Halls", of: (n, all) => `${n} of ${all}`,
    arrivals: "Arrivals", perMinute: "Check-ins per minute, the last hour",
    chart: (total, most, at) =>
      total ? `${total} check-ins in the last hour, most of them ${most} at ${at}` :
        "No check-in in the last hour",
    asTable: "As a table", minute: "Minute", count: "Check-ins", tableEmpty: "No check-ins",
    tablets: "Tablets", noTablets: "No tablet has a duty at this event.",
    battery: "Battery", unsent: "Not sent", contact: "Last contact", never: "never",
    unknown: "unknown", offDuty: "off duty", silent: "silent", low: "low", edges: "Edges",
    ago: (text) => `${text} ago`, justNow: "just now",
    seconds: (n) => `${n} s`, minutes: (n) => `${n} min`, hours: (n) => `${n} h`,
    days: (n) => (n === 1 ? "1 day" : `${n} days`),
  },
  zh: {
    locale: "zh-CN", door: "现场入口",
    chooseEvent: "选择活动", changeEvent: "活动列表", noEvents:
      "前两周至后四周内没有您管理的活动。",
    now: "进行中", live: "实时", connecting: "连接中…",
    lost: (at) => `连接中断，以下为 ${at} 的数据`, lostFirst: "尚未连接，正在重试",
    refusedRole: "您已不再管理此活动。",
    failed: "操作未成功，请重试。",
    inside: "在场人数", expected: "待入场", admitted: "已签到", refused: "已拒绝",
    walkIns: "现场登记", ofAdmitted: "含于已签到",
    isWell: "一切正常：没有待处理的冲突，值守平板均有联络。",
    alertConflicts: (n) => `${n} 个冲突待处理`,
    alertSilent: (names) => `失去联络：${names}`,
    alertBattery: (names) => `电量不足：${names}`,
    alertUnsent: (names) => `尚有未上传的扫描：${names}`,
    alertEdge: (names) => `边缘服务器失去联络：${names}`,
    conflicts: "冲突", moreConflicts: (n) => `另有 ${n} 个较早的冲突`,
    DOUBLE: "同一通行证入场两次", CANCELLED: "席位取消后入场",
    REPLACED: "使用已更换的旧通行证入场", OTHER: "不符合规则的入场",
    REALLOCATED: "席位转给他人后仍被放行", RETIRED_KEY: "使用已停用密钥签发的通行证入场",
    OVERFULL: "现场入场人数超出容量",
    apart: (text) => `相隔 ${text}`, passages: (n) => `共 ${n} 次扫描`,
    alone: "离线自行判定", suspect: "平板时钟有误",
    shown: (verdict) => `显示“${WORDS.zh.verdicts[verdict] ?? verdict}”`,
    noWord: "尚未上报显示结果",
    verdicts: {
      ADMITTED: "准许入场", READMITTED: "准许再次入场", ALREADY_ADMITTED: "已入场", LEFT: "已离场",
      CANCELLED: "已取消", REPLACED: "已更换", WRONG_EVENT: "非本活动", FORGED: "伪造",
      EXPIRED: "已过期", NOT_OPEN: "未开放", UNKNOWN: "未知",
    },
    settle: "处理", settling: "实际情况", note: "备注（可不填）", save: "保存",
    HARMLESS: "无碍：同一人", INTRUDER: "无权入场者", MISTAKE: "我方失误",
    chooseOne: "请选择实际情况。",
    halls: "场地", of: (n, all) => `${n} / ${all}`,
    arrivals: "到场", perMinute: "最近一小时每分钟签到人数",
    chart: (total, most, at) =>
      total ? `最近一小时共签到 ${total} 人，最多为 ${at} 的 ${most} 人` : "最近一小时无人签到",
    asTable: "以表格查看", minute: "时间", count: "签到人数", tableEmpty: "无人签到",
    tablets: "平板", noTablets: "此活动尚未分配平板。",
    battery: "电量", unsent: "未上传", contact: "最近联络", never: "从未",
    unknown: "未知", offDuty: "未值守", silent: "失联", low: "电量低", edges: "边缘服务器",
    ago: (text) => `${text}前`, justNow: "刚刚",
    seconds: (n) => `${n} 秒`, minutes: (n) => `${n} 分钟`, hours: (n) => `${n} 小时`,
    days: (n) => `${n} 天`,
  },
};

export function words() {
  return WORDS[currentLanguage()];
}

// A length of time in its largest unit that is not nought.
export function lasting(seconds) {
  const say = words();
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return say.seconds(whole);
  if (whole < 100 * 60) return say.minutes(Math.round(whole / 60));
  if (whole < 48 * 3600) return say.hours(Math.round(whole / 3600));
  return say.days(Math.round(whole / 86400));
}

export function since(at, now) {
  const seconds = (Date.parse(now) - Date.parse(at)) / 1000;
  return seconds < 10 ? words().justNow : words().ago(lasting(seconds));
}

export function timeOf(at, zone, { seconds = false, date = false } = {}) {
  return new Intl.DateTimeFormat(words().locale, {
    timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    ...(seconds && { second: "2-digit" }),
    ...(date && { weekday: "short", day: "numeric", month: "short" }),
  }).format(new Date(at));
}
