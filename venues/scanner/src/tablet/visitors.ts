/** Somebody who is typed in at a gate or a stand: what the server would not take is not taken here. */

import { ScannerProblem, type Visitor } from "./contract.ts";

const MOST_NAME = 80;
const MOST_EMAIL = 254;

/**
 * The visitor with blanks trimmed and the phone number as the server takes it. Throws INVALID for one
 * who has no name, or a number or an address that cannot be one.
 */
export function visitorOf({ name, phone, email, language }: Visitor): Visitor {
  const visitor = { name: name.trim(), phone: phoneOf(phone), email: email.trim(), language };
  if (!visitor.name || [...visitor.name].length > MOST_NAME || !isShowable(visitor.name))
    throw invalid("A name is needed.");
  if (visitor.phone && !/^\+[1-9]\d{6,14}$/.test(visitor.phone))
    throw invalid("The phone number must begin with + and the country code.");
  if (visitor.email && (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(visitor.email) || visitor.email.length > MOST_EMAIL))
    throw invalid("This is not an e-mail address.");
  return visitor;
}

/** The text on one line. */
export function lineOf(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]+/gu, " ").trim();
}

export function invalid(message: string): ScannerProblem {
  return new ScannerProblem("INVALID", message);
}

/** Without what parts its digits; a mobile number of mainland China, which needs no country code there, with it. */
function phoneOf(text: string): string {
  const digits = text.replace(/[\s().\-/]/g, "").replace(/^00/, "+");
  return /^1[3-9]\d{9}$/.test(digits) ? `+86${digits}` : digits;
}

function isShowable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}
