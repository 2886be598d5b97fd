// A dealer's leads that are open or sold, in memory: read once, then kept up by the feed, whatever becomes of sockets.

import { ask, follow } from "./api.js";
import { FEED, STEPS, inboxQuery } from "./queries.js";

// Tells `onLeads()` after each change, `onNew(lead)`, `onChanged(id)`, `onGone(lead, change)`, and
// `onTrouble(error)` where leads cannot be read; for the rest see `follow`.
export function openBook(dealer, { onLeads, onNew, onChanged, onGone, onTrouble, onState, onEnd }) {
  const leads = new Map();
  const older = Object.fromEntries(STEPS.map((state) => [state, null]));
  let cursor = null; // in memory alone, as the leads are
  let heard = new Set();
  let feed, retry, isLeft = false, isRead = false;

  function begin() {
    cursor = null;
    feed = follow(FEED, () => ({ dealer, after: cursor }), {
      onState,
      onEnd: (code) => (code === "CURSOR_EXPIRED" ? startAnew() : onEnd(code)),
      onData: ({ leadFeed }) => {
        const isFirst = cursor === null;
        cursor = leadFeed.cursor;
        leadFeed.edges.forEach(take);
        if (isFirst) read();
        else if (leadFeed.edges.length) onLeads();
      },
    });
  }

  function startAnew() {
    leads.clear();
    isRead = false;
    STEPS.forEach((state) => (older[state] = null));
    begin();
  }

  function take({ change, leadId, lead }) {
    heard.add(leadId);
    const known = leads.get(leadId);
    if (!lead) {
      leads.delete(leadId);
      onGone(leadId, known, change);
    } else {
      leads.set(leadId, lead);
      if (known) onChanged(leadId);
      else onNew(lead, change);
    }
  }

  // The place in the feed is known before leads are read, so nothing falls between both. What the
  // feed said meanwhile is newer than what was read.
  async function read(states = STEPS) {
    heard = new Set();
    const after = Object.fromEntries(states.map((state) => [`after_${state}`, older[state]]));
    try {
      const pages = await ask(inboxQuery(states), { dealer, ...after });
      if (isLeft) return;
      for (const state of states) {
        const { edges, pageInfo } = pages[state];
        older[state] = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        edges.forEach(({ node }) => heard.has(node.id) || leads.set(node.id, node));
      }
      isRead = true;
      onLeads();
    } catch (error) {
      if (isLeft) return;
      onTrouble(error);
      retry = setTimeout(() => read(states), 3000);
    }
  }

  begin();
  return {
    leads,
    get isRead() {
      return isRead;
    },
    hasMore: (states) => states.some((state) => older[state]),
    more: (states) => read(states.filter((state) => older[state])),
    // An answer to a mutation; the feed says the same a moment later.
    put: (lead) => {
      if (leads.has(lead.id)) leads.set(lead.id, { ...leads.get(lead.id), ...lead });
      onLeads();
    },
    stop: () => {
      isLeft = true;
      clearTimeout(retry);
      feed.stop();
    },
  };
}
