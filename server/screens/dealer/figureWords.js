// What the figures say, in English and Chinese.

import { currentLanguage } from "./language.js";

const WORDS = {
  en: {
    figures: "Figures", brand: "The whole brand", reading: "Reading figures…",
    asOf: (time) => `As of ${time}`, nothing: "Nothing in this time.",
    period: "Period", days: (n) => `Last ${n} days`,
    by: "Broken down by", cuts: { SOURCE: "Source", CAMPAIGN: "Campaign", EVENT: "Event", HOST: "Host" },
    owedTo: "Orders are owed to", views: { FIRST: "The first touch", LAST: "The last touch",
      WEIGHTED: "All touches, weighted" },
    funnel: "How far people came", stages: { REGISTERED: "Registered", LEAD: "Lead",
      ACKNOWLEDGED: "Acknowledged", TEST_DRIVE: "Test drive", ORDER: "Order" },
    referred: (share) => `${share} of the orders are of people whom a member brought.`,
    linesBy: (cut) => `The same by ${cut.toLowerCase()}`,
    ordersOwed: (n) => (n === 1 ? "What 1 order is owed to" : `What ${n} orders are owed to`),
    orders: "Orders",
    answered: ({ due, inTime, percent }) =>
      `How soon people were answered: ${inTime} of ${due} in time (${percent})`,
    until: "Until", leads: "Leads", half: "Half within", nineInTen: "Nine in ten within",
    acknowledging: "acknowledged", contacting: "reached", inTime: "In time",
    league: "Dealers beside each other", dealer: "Dealer",
    median: (n) => `The middle of ${n} dealers`,
    rest: "All others", unknown: "Not known", noCampaign: "No campaign",
  },
  zh: {
    figures: "数据", brand: "全品牌", reading: "正在读取数据…",
    asOf: (time) => `截至 ${time}`, nothing: "该时段没有数据。",
    period: "时段", days: (n) => `最近 ${n} 天`,
    by: "细分维度", cuts: { SOURCE: "来源", CAMPAIGN: "营销活动", EVENT: "线下活动", HOST: "主理人" },
    owedTo: "成交归因", views: { FIRST: "首次触点", LAST: "末次触点", WEIGHTED: "加权触点" },
    funnel: "转化漏斗", stages: { REGISTERED: "报名", LEAD: "线索", ACKNOWLEDGED: "受理",
      TEST_DRIVE: "试驾", ORDER: "成交" },
    referred: (share) => `成交客户中 ${share} 由会员推荐。`,
    linesBy: (cut) => `按${cut}细分`,
    ordersOwed: (n) => `${n} 笔成交的归因`, orders: "成交",
    answered: ({ due, inTime, percent }) => `响应速度：应响应 ${due}，及时 ${inTime}（${percent}）`,
    until: "环节", leads: "线索", half: "半数用时", nineInTen: "九成用时",
    acknowledging: "受理", contacting: "联系上", inTime: "及时率",
    league: "经销商对比", dealer: "经销商", median: (n) => `${n} 家经销商的中位数`,
    rest: "其他", unknown: "未知", noCampaign: "无营销活动",
  },
};

export function figureWords() {
  return WORDS[currentLanguage()];
}
