// What the page says, in English and Chinese.

import { currentLanguage } from "./language.js";

const WORDS = {
  en: {
    locale: "en-GB", inbox: "Leads", chooseDealer: "Choose a dealer", dealers: "Dealers",
    noDealer: "You do not work at any dealer.", notYours: "You no longer work at this dealer.",
    live: "Live", connecting: "Connecting…", lost: "No connection; trying again",
    failed: "That did not work. Please try again.",
    filters: "Which leads", ALL: "All open", FRESH: "New", MINE: "Mine", LATE: "Overdue",
    SOLD: "Sold",
    none: { ALL: "No lead is open. The next one appears here by itself.",
      FRESH: "Nobody is waiting for a first answer.", MINE: "No open lead lies with you.",
      LATE: "Nobody has waited too long.", SOLD: "Nobody is waiting for a car." },
    reading: "Reading leads…", older: "Show older leads",
    nobody: "Nobody yet", you: "you", noEvent: "No event",
    left: (text) => `${text} left`, late: (text) => `${text} overdue`,
    newLead: (name) => `New lead: ${name}`,
    gone: { WITHDRAWN: "Consent was taken back: the lead is gone. Delete what you copied.",
      MERGED: "The lead is part of another one now.", RECYCLED: "Another dealer has the lead now.",
      OTHER: "The lead is gone." },
    states: { NEW: "New", ACKNOWLEDGED: "Acknowledged", CONTACTED: "Contacted",
      TEST_DRIVE: "Test drive", OFFER: "Offer", WON: "Won", LOST: "Lost", RECYCLED: "Handed on" },
    steps: { ACKNOWLEDGED: "Acknowledge", CONTACTED: "Contacted", TEST_DRIVE: "Test drive",
      OFFER: "Offer made", WON: "Won" },
    sources: { CHECK_IN: "Check-in", STAND: "Stand", REFERRAL: "Referral",
      STORE_BOOKING: "Store visit", TEST_DRIVE_BOOKING: "Test drive booking",
      LIVESTREAM: "Livestream", WEB_FORM: "Web form", HANDOVER: "Community",
      IMPORT: "Import", RECYCLED: "Handed on" },
    chooseLead: "Choose a lead to see it here.", back: "Back to the list", openLead: "The lead",
    phone: "Phone", email: "E-mail", model: "Model", event: "Event", source: "Source", came: "Came",
    assignee: "Lies with", speaks: "Speaks", languages: { en: "English", zh: "Chinese" },
    lostReason: "Lost because", handOver: "Car delivered", delivered: "Delivered",
    next: "Next", more: "More", acts: { call: "Call", note: "Note", task: "Task", assign: "Assign",
      lose: "Lost", recycle: "Hand on", withdraw: "No contact" },
    kind: "What was done", kinds: { CALL: "Call", MESSAGE: "Message", EMAIL: "E-mail",
      MEETING: "Meeting", NOTE: "Note" },
    reached: "I spoke with the person", reachedMark: "reached", notReached: "not reached",
    text: "What was said", noteText: "Note", title: "What is to be done", due: "Until",
    who: "Who", reason: "Reason", save: "Save", cancel: "Cancel",
    loseIt: "Close as lost", recycleIt: "Hand on to another dealer",
    withdrawIt: "The person wants no more contact",
    withdrawNote: "Their consent is taken back and the lead is gone at once. Delete what you copied.",
    recycleNote: "The lead leaves you at once. Another dealer that the person agreed to gets it.",
    tasks: "Tasks", done: "Done", dueAt: (text) => `until ${text}`, isDone: "done",
    timeline: "What happened", cameBy: (how) => `Came: ${how}`,
    moved: (from, to) => `${from} → ${to}`, set: (title) => `Task: ${title}`,
    told: { STAFF: "Silent: the staff were told", MANAGER: "Silent: the managers were told",
      BRAND: "Silent: the brand was told" },
    why: "Why it lies here", byPerson: "The person named this dealer.",
    byRule: (rule, version) => `By the rule “${rule}”, version ${version}.`,
    byNoRule: "No rule found a dealer.", gotIt: (name) => `${name} got it`,
    refusals: { NO_ROLE: "works here no more", ON_LEAVE: "on leave", FULL: "has enough open leads",
      OFF_DUTY: "off duty", NOT_THEIR_TURN: "somebody else's turn" },
    others: (n) => (n === 1 ? "1 other dealer was considered" : `${n} other dealers were considered`),
    did: { moved: (state) => `Now: ${state}`, saved: "Saved", assigned: "Assigned", delivered: "Delivered",
      recycled: "Handed on", withdrawn: "Consent taken back", already: "Somebody has acknowledged it already" },
    help: "Keys", close: "Close", keys: [
      ["j  ↓", "Next lead"], ["k  ↑", "Lead before"], ["Enter", "Open"],
      ["Esc", "Back to the list"], ["a", "Acknowledge"], ["c", "Write down a call"],
      ["n", "Write a note"], ["?", "This help"]],
    seconds: (n) => `${n} s`, minutes: (n) => `${n} min`, hours: (n, m) => `${n} h ${m} min`,
    days: (n) => (n === 1 ? "1 day" : `${n} days`),
  },
  zh: {
    locale: "zh-CN", inbox: "线索", chooseDealer: "选择经销商", dealers: "经销商",
    noDealer: "您不属于任何经销商。", notYours: "您已不再任职于该经销商。",
    live: "实时", connecting: "连接中…", lost: "连接中断，正在重试",
    failed: "操作未成功，请重试。",
    filters: "筛选线索", ALL: "全部跟进中", FRESH: "新线索", MINE: "我的", LATE: "已超时",
    SOLD: "待交车",
    none: { ALL: "没有跟进中的线索，新线索会自动出现在这里。", FRESH: "没有等待首次响应的客户。",
      MINE: "没有由您负责的线索。", LATE: "没有超时的线索。",
      SOLD: "没有待交车的客户。" },
    reading: "正在读取线索…", older: "显示更早的线索",
    nobody: "尚未分配", you: "您", noEvent: "无活动",
    left: (text) => `剩余 ${text}`, late: (text) => `超时 ${text}`,
    newLead: (name) => `新线索：${name}`,
    gone: { WITHDRAWN: "客户已撤回同意，线索已移除，请删除您复制的资料。",
      MERGED: "该线索已并入另一条线索。", RECYCLED: "该线索已转给其他经销商。",
      OTHER: "该线索已移除。" },
    states: { NEW: "新线索", ACKNOWLEDGED: "已受理", CONTACTED: "已联系", TEST_DRIVE: "试驾",
      OFFER: "已报价", WON: "成交", LOST: "战败", RECYCLED: "已转出" },
    steps: { ACKNOWLEDGED: "受理", CONTACTED: "已联系", TEST_DRIVE: "试驾", OFFER: "已报价",
      WON: "成交" },
    sources: { CHECK_IN: "活动签到", STAND: "展台", REFERRAL: "好友推荐", STORE_BOOKING: "到店预约",
      TEST_DRIVE_BOOKING: "试驾预约", LIVESTREAM: "直播", WEB_FORM: "网页表单", HANDOVER: "社群承接",
      IMPORT: "导入", RECYCLED: "其他经销商转入" },
    chooseLead: "选择一条线索，在此查看详情。", back: "返回列表", openLead: "线索详情",
    phone: "电话", email: "邮箱", model: "意向车型", event: "活动", source: "来源", came: "到达时间",
    assignee: "负责人", speaks: "语言", languages: { en: "英语", zh: "中文" },
    lostReason: "战败原因", handOver: "已交车", delivered: "交车时间",
    next: "下一步", more: "更多", acts: { call: "通话", note: "备注", task: "任务", assign: "分配",
      lose: "战败", recycle: "转出", withdraw: "拒绝联系" },
    kind: "跟进方式", kinds: { CALL: "通话", MESSAGE: "消息", EMAIL: "邮件", MEETING: "面谈",
      NOTE: "备注" },
    reached: "已与客户沟通", reachedMark: "已接通", notReached: "未接通",
    text: "沟通内容", noteText: "备注", title: "任务内容", due: "截止时间",
    who: "负责人", reason: "原因", save: "保存", cancel: "取消",
    loseIt: "标记为战败", recycleIt: "转给其他经销商",
    withdrawIt: "客户不希望再被联系", withdrawNote: "其同意将被撤回，线索立即移除，请删除您复制的资料。",
    recycleNote: "线索将立即离开您，转给客户同意过的另一家经销商。",
    tasks: "任务", done: "完成", dueAt: (text) => `${text} 前`, isDone: "已完成",
    timeline: "跟进记录", cameBy: (how) => `到达：${how}`,
    moved: (from, to) => `${from} → ${to}`, set: (title) => `任务：${title}`,
    told: { STAFF: "未响应：已通知员工", MANAGER: "未响应：已通知经理", BRAND: "未响应：已通知品牌方" },
    why: "分配依据", byPerson: "客户指定了该经销商。",
    byRule: (rule, version) => `依据规则“${rule}”，版本 ${version}。`,
    byNoRule: "没有规则匹配到经销商。", gotIt: (name) => `${name} 获得该线索`,
    refusals: { NO_ROLE: "已不在此任职", ON_LEAVE: "休假中", FULL: "线索已满", OFF_DUTY: "未当班",
      NOT_THEIR_TURN: "轮到其他人" },
    others: (n) => `另有 ${n} 家经销商参与考虑`,
    did: { moved: (state) => `当前状态：${state}`, saved: "已保存", assigned: "已分配", delivered: "已交车",
      recycled: "已转出", withdrawn: "已撤回同意", already: "该线索已有人受理" },
    help: "快捷键", close: "关闭", keys: [
      ["j  ↓", "下一条"], ["k  ↑", "上一条"], ["Enter", "打开"], ["Esc", "返回列表"],
      ["a", "受理"], ["c", "记录通话"], ["n", "写备注"], ["?", "本帮助"]],
    seconds: (n) => `${n} 秒`, minutes: (n) => `${n} 分钟`, hours: (n, m) => `${n} 小时 ${m} 分`,
    days: (n) => `${n} 天`,
  },
};

export function words() {
  return WORDS[currentLanguage()];
}

// A length of time as people say it; seconds stand only where they matter.
export function lasting(seconds) {
  const say = words();
  if (seconds < 60) return say.seconds(Math.floor(seconds));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  if (minutes < 60) return say.minutes(minutes);
  if (minutes < 24 * 60) return say.hours(Math.floor(minutes / 60), minutes % 60);
  return say.days(Math.floor(minutes / 1440));
}

// In the zone of whoever looks, as their own clock shows it.
export function timeOf(at) {
  return new Intl.DateTimeFormat(words().locale, {
    day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).format(new Date(at));
}
