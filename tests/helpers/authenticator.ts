import { Secret, TOTP } from 'otpauth';

interface Requests {
  request(
    method: string,
    path: string,
    options: { readonly json?: unknown; readonly token: string },
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> | null }>;
}

const PERIOD_MS = 30_000;
const CODES = 3;

/** A person’s second factor, set up and confirmed; gives two further codes, each of which counts once. */
export async function setUpAuthenticator(api: Requests, token: string): Promise<() => string> {
  const { body } = await api.request('POST', '/api/auth/second-factor', { token });
  const totp = new TOTP({ secret: Secret.fromBase32(String(body?.['secret'])), digits: 6, period: 30 });
  // The first code is of the step before: it must not be the one before that when it arrives.
  const untilNext = PERIOD_MS - (Date.now() % PERIOD_MS);
  if (untilNext < 5_000) await new Promise((resolve) => setTimeout(resolve, untilNext + 50));
  const now = Date.now();
  const codes = Array.from({ length: CODES }, (_, step) => totp.generate({ timestamp: now + (step - 1) * PERIOD_MS }));
  const next = (): string => {
    const code = codes.shift();
    if (code === undefined) throw new Error('no further code is valid now');
    return code;
  };
  const reply = await api.request('POST', '/api/auth/second-factor/confirm', { token, json: { code: next() } });
  if (reply.status !== 200) throw new Error(`The second factor was not confirmed: ${JSON.stringify(reply.body)}`);
  return next;
}
