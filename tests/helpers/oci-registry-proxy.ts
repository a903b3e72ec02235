import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface CountedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly at: number;
  readonly authorization: 'none' | 'basic' | 'bearer';
  readonly accept: string;
  readonly status: number;
}

/** What the proxy does with some requests, in the registry's place. */
export interface Rule {
  readonly method?: string;
  readonly path?: RegExp;
  /** After so many times the rule no longer fits; default: it always does. */
  readonly times?: number;
  /** This answer comes instead. */
  readonly answer?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  /** The registry answers, and these headers are put on top. */
  readonly addHeaders?: Readonly<Record<string, string>>;
  /** The answer breaks off after so many bytes of its body. */
  readonly cutAfterBytes?: number;
  readonly delayMs?: number;
}

export type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const LOOPBACK = '127.0.0.1';

function nameScheme(header: string | undefined): CountedRequest['authorization'] {
  const scheme = header?.split(' ')[0]?.toLowerCase();
  return scheme === 'basic' || scheme === 'bearer' ? scheme : 'none';
}

/** Stands before a registry: counts what is asked and can get in the way. */
export class CountingProxy {
  readonly requests: CountedRequest[] = [];
  readonly #rules: { readonly rule: Rule; left: number }[] = [];
  readonly #own = new Map<string, Answer>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(private readonly innerPort: number) {}

  get port(): number {
    return this.#port;
  }

  /** The second time: on the same port. */
  async listen(): Promise<void> {
    const server = createServer((incoming, outgoing) => this.#handle(incoming, outgoing));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, LOOPBACK, resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }

  serve(path: string, answer: Answer): void {
    this.#own.set(path, answer);
  }

  addRule(rule: Rule): () => void {
    const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    this.#rules.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = '', url: path = '/', headers } = incoming;
    const uncounted = headers['x-uncounted'] !== undefined;
    const rule = uncounted ? undefined : this.#takeRule(method, path);
    const at = Date.now();
    outgoing.once('close', () => {
      if (uncounted) return;
      const authorization = nameScheme(headers.authorization);
      this.requests.push({
        method,
        path,
        at,
        authorization,
        accept: headers.accept ?? '',
        status: outgoing.statusCode,
      });
    });
    const proceed = (): void => {
      const own = this.#own.get(path.split('?')[0] ?? '');
      if (rule?.answer !== undefined) {
        incoming.resume();
        outgoing.writeHead(rule.answer.status, rule.answer.headers).end(rule.answer.body);
      } else if (own === undefined) this.#pass(incoming, outgoing, rule);
      else own(incoming, outgoing);
    };
    const timer = setTimeout(proceed, rule?.delayMs ?? 0);
    outgoing.once('close', () => clearTimeout(timer));
  }

  #takeRule(method: string, path: string): Rule | undefined {
    const found = this.#rules.find(
      ({ rule, left }) =>
        left > 0 && (rule.method === undefined || rule.method === method) && (rule.path?.test(path) ?? true),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.rule;
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse, rule: Rule | undefined): void {
    const { method, url: path, headers } = incoming;
    const passed = request({ host: LOOPBACK, port: this.innerPort, method, path, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...rule?.addHeaders });
      if (rule?.cutAfterBytes === undefined) answer.pipe(outgoing);
      else cut(answer, outgoing, rule.cutAfterBytes);
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.once('close', () => passed.destroy());
    incoming.pipe(passed);
  }
}

function cut(answer: IncomingMessage, outgoing: ServerResponse, bytes: number): void {
  let left = bytes;
  answer.on('data', (chunk: Buffer) => {
    if (left <= 0) return;
    outgoing.write(chunk.subarray(0, left), () => {
      if (left <= 0) outgoing.destroy();
    });
    left -= chunk.length;
  });
  answer.on('end', () => outgoing.end());
}
