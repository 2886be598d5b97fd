/** A visitor at a dealer's stand agrees to be called: said, sealed with the tablet's signature, queued. */

import { uuidOfSeat } from "./bytes.ts";
import { type ConsentText, type Dealer, type LeadForm } from "./contract.ts";
import type { Head } from "./heads.ts";
import type { Loaded } from "./manifests.ts";
import { read } from "./passes.ts";
import { sealOf } from "./seals.ts";
import { type Item, strictly } from "./store.ts";
import type { Tablet } from "./tablet.ts";
import { mint } from "./uuids.ts";
import { invalid, lineOf, visitorOf } from "./visitors.ts";

const PURPOSE = "CONTACT";
const MOST_ANSWER = 500;
const MOST_NAME = 80;

export async function lead(tablet: Tablet, form: LeadForm): Promise<void> {
  const { identity, deviceKey } = tablet.requirePairing();
  const duty = tablet.requireDuty();
  const loaded = tablet.requireManifest();
  const dealer = loaded.head.dealers.find(({ id }) => id === form.dealerId);
  const text = textOf(loaded.head, form);
  if (!dealer || !text) throw invalid("There is no such dealer or consent text.");
  const answers = answersOf(dealer, form);
  const who = await visitorIn(loaded, form);
  const moment = tablet.clock.moment();
  const id = mint(moment.at);
  const receipt = JSON.stringify({
    v: 1,
    id,
    device: deviceKey,
    event: duty.eventKey,
    dealer: dealer.id,
    dealerName: dealer.name,
    purposes: [PURPOSE],
    textVersion: text.version,
    textHash: text.hash,
    language: text.language,
    at: moment.at,
    ...who.named,
  });
  const signature = await identity.signConsent(receipt);
  const said = { ...who.said, answers, receipt, signature };
  const sealed = await (await sealOf(tablet.store, duty.eventKey)).close(JSON.stringify(said));
  const { eventKey: event, gateKey: gate } = duty;
  const item: Item = { kind: "lead", event, gate, ...moment, id, body: {}, sealed, due: 1 };
  await strictly(tablet.store, ["items"], (writing) => writing.objectStore("items").add(item));
  tablet.queued(item);
}

/** The texts that a visitor can agree to, one for each version and language. */
export function consentTextsOf(head: Head): ConsentText[] {
  return head.consentTexts
    .filter(({ purpose }) => purpose === PURPOSE)
    .map(({ version, language, text, hash }) => ({ version, language, text, hash }));
}

function textOf(head: Head, { language, textVersion }: LeadForm): ConsentText | undefined {
  return consentTextsOf(head).find((text) => text.version === textVersion && text.language === language);
}

/** What is said of the visitor in the batch, and how the receipt names them. */
async function visitorIn(loaded: Loaded, form: LeadForm): Promise<{ said: object; named: object }> {
  const given = [form.token, form.seat, form.visitor].filter((one) => one !== undefined);
  if (given.length !== 1) throw invalid("A pass, a seat or a visitor is needed.");
  if (form.visitor) {
    const visitor = visitorOf(form.visitor);
    if (!visitor.phone && !visitor.email) throw invalid("A phone number or an e-mail address is needed.");
    const { name, phone, email } = visitor;
    return { said: { visitor }, named: { name, phone, email } };
  }
  const seat = form.seat ?? (await seatOf(loaded, form.token ?? ""));
  const row = loaded.people.row(seat);
  if (form.seat !== undefined && !row) throw invalid("There is no such person.");
  const uuid = uuidOfSeat(seat);
  const said = form.token === undefined ? { seat: uuid } : { token: form.token.trim() };
  return {
    said,
    named: { name: [...(row?.[1] ?? "")].slice(0, MOST_NAME).join(""), phone: "", email: "", seat: uuid },
  };
}

async function seatOf(loaded: Loaded, token: string): Promise<string> {
  const pass = await read(token, loaded.head.passKeys);
  if (pass?.event !== loaded.head.event.id) throw invalid("This is no pass of this event.");
  return pass.seat;
}

/** Throws INVALID where a required question has no answer, or an unknown one has. */
function answersOf(dealer: Dealer, form: LeadForm): LeadForm["answers"] {
  const given = new Map(form.answers.map(({ question, answer }) => [question, answer.trim()]));
  if ([...given.keys()].some((id) => !dealer.questions.some((question) => question.id === id)))
    throw invalid("This dealer asks no such question.");
  for (const { id, required } of dealer.questions)
    if (required && !given.get(id)) throw invalid("A required question has no answer.");
  return [...given]
    .filter(([, answer]) => answer)
    .map(([question, answer]) => ({ question, answer: lineOf(answer).slice(0, MOST_ANSWER) }));
}
