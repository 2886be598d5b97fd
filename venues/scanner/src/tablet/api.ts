/** Requests to the server or to an edge, and what can come of them. */

/** Nothing came back, or nothing that the API would say: the network is gone, slow, or a stranger's. */
export class Unreachable extends Error {}

/** The credential opens nothing any more. */
export class Unauthenticated extends Error {}

/** The API said no to the request as a whole. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Api {
  /** Throws Unreachable, Unauthenticated or Refused. */
  graphql<T>(origin: string, query: string, variables: object, withinMs: number): Promise<T>;
  /** The response to a download with whatever status it has. Throws Unreachable or Unauthenticated. */
  download(origin: string, url: string, withinMs: number): Promise<Response>;
}

interface Result {
  data?: unknown;
  errors?: { message?: string; extensions?: { code?: string } }[];
}

/** `credential` is asked for at each request; null sends none. */
export function apiWith(fetch: typeof globalThis.fetch, credential: () => string | null): Api {
  function headers(): Record<string, string> {
    const bearer = credential();
    return bearer ? { authorization: `Bearer ${bearer}` } : {};
  }

  async function reach(url: string, init: RequestInit, withinMs: number): Promise<Response> {
    const signal = AbortSignal.timeout(withinMs);
    return fetch(url, { ...init, signal, cache: "no-store", redirect: "error", credentials: "omit" }).catch(
      (cause: unknown) => {
        throw new Unreachable(url, { cause });
      },
    );
  }

  return {
    async graphql<T>(origin: string, query: string, variables: object, withinMs: number): Promise<T> {
      const body = JSON.stringify({ query, variables });
      const said = { "content-type": "application/json", accept: "application/json", ...headers() };
      const response = await reach(`${origin}/graphql`, { method: "POST", headers: said, body }, withinMs);
      const result = await resultOf(response);
      const error = result.errors?.[0];
      const code = error?.extensions?.code ?? "";
      if (code === "UNAUTHENTICATED") throw new Unauthenticated(error?.message);
      if (error) throw new Refused(code, error.message ?? "");
      if (result.data === undefined || result.data === null) throw new Unreachable("an answer without data");
      return result.data as T;
    },

    async download(origin, url, withinMs) {
      const response = await reach(onOrigin(url, origin), { headers: headers() }, withinMs);
      if (response.status === 401) throw new Unauthenticated(url);
      return response;
    },
  };
}

/** The same address on another host, such as an edge. */
function onOrigin(url: string, origin: string): string {
  const { pathname, search } = new URL(url, origin);
  return new URL(pathname + search, origin).href;
}

async function resultOf(response: Response): Promise<Result> {
  try {
    const result = (await response.json()) as Result | null;
    if (result && typeof result === "object" && ("data" in result || Array.isArray(result.errors))) return result;
  } catch (cause) {
    throw new Unreachable(`no JSON, status ${response.status}`, { cause });
  }
  throw new Unreachable(`no answer of the API, status ${response.status}`);
}
