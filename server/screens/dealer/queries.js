// What the page asks, and the leads' states in their order.

export const STEPS = ["NEW", "ACKNOWLEDGED", "CONTACTED", "TEST_DRIVE", "OFFER", "WON"];
export const OPEN = STEPS.slice(0, -1);
export const PAGE = 50;

const CARD = `id state lostReason source model capturedAt touchedAt acknowledgeUntil acknowledgedAt
  contactedAt deliveredAt contact { name phone email locale } event { title } assignee { id name }`;

export const ME = `{ viewer { member { id name } grants { role scope {
  id ... on Dealer { name city } } } } }`;

export const DEALER = `query($id: ID!) { node(id: $id) { ... on Dealer {
  id name roster { member { id name } } } } }`;

export const FEED = `subscription($dealer: ID!, $after: String) {
  leadFeed(dealer: $dealer, after: $after) { cursor edges { change leadId lead { ${CARD} } } } }`;

export const LEAD = `query($id: ID!) { node(id: $id) { ... on Lead { ${CARD}
  answers { question { wording { en zh } } answer }
  moves { fromState toState note at actor { name } }
  touches { source medium campaign content at event { title } }
  activities { kind hasReached text at actor { name } }
  tasks { id title dueAt createdAt doneAt assignee { name } }
  escalations { step at }
  routing { at assignee { name } staff { refusal member { name } }
    decision { rule rulesVersion dealers { refusal dealer { name } } } } } } }`;

const KEY = "key { source campaign isRest event { title } host { name } }";

export const FIGURES = `query($dealer: ID, $from: DateTime!, $to: DateTime!, $by: ReportCut!,
  $view: AttributionView!) {
  leadFunnel(dealer: $dealer, from: $from, to: $to, by: $by) { at referredPercent
    steps { stage count percent } lines { ${KEY} steps { count } } }
  leadAttribution(dealer: $dealer, from: $from, to: $to, by: $by, view: $view) {
    conversions credits { ${KEY} conversions } }
  leadResponse(dealer: $dealer, from: $from, to: $to) { leads due inTime inTimePercent
    acknowledging { count p50OpenMinutes p90OpenMinutes }
    contacting { count p50OpenMinutes p90OpenMinutes } }
  dealerLeague(from: $from, to: $to) {
    lines { dealer { id name } leads inTimePercent testDrives orders responseMinutes }
    median { dealers leads inTimePercent testDrives orders responseMinutes } } }`;

// A page of the leads in each of these states, under the state's own name, behind its cursor.
export function inboxQuery(states) {
  const pages = states.map((state) => `${state}: leads(dealer: $dealer, state: ${state},
    first: ${PAGE}, after: $after_${state}) {
    edges { node { ${CARD} } } pageInfo { hasNextPage endCursor } }`);
  const cursors = states.map((state) => `$after_${state}: String`);
  return `query($dealer: ID!, ${cursors.join(", ")}) { ${pages.join("\n")} }`;
}
