import test from 'ava';
import { fc } from '../../helpers/properties.js';
import { Demultiplexer } from '../../../src/platform/engines/demultiplex.js';

function frame(kind: number, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

test('however frames are cut into pieces, both streams come out whole', (t) => {
  const frames = fc.array(fc.record({ kind: fc.constantFrom(1, 2), content: fc.uint8Array({ maxLength: 50 }) }));
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (list, cuts) => {
      const out = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
      const demultiplexer = new Demultiplexer((stream, chunk) => out[stream].push(Buffer.from(chunk)));
      const whole = Buffer.concat(list.map(({ kind, content }) => frame(kind, Buffer.from(content))));
      for (let at = 0, cut = 0; at < whole.length; cut += 1) {
        const length = cuts[cut % cuts.length] ?? 1;
        demultiplexer.accept(whole.subarray(at, at + length));
        at += length;
      }
      const wanted = (kind: number): Buffer =>
        Buffer.concat(list.filter((one) => one.kind === kind).map(({ content }) => Buffer.from(content)));
      return (
        Buffer.concat(out.stdout).equals(wanted(1)) &&
        Buffer.concat(out.stderr).equals(wanted(2)) &&
        demultiplexer.complete
      );
    }),
  );
  t.pass();
});

test('a frame that breaks off is not complete, in its header and in its content', (t) => {
  const whole = frame(1, Buffer.from('abc'));
  for (const length of [3, 8, 9]) {
    const demultiplexer = new Demultiplexer(() => undefined);
    demultiplexer.accept(whole.subarray(0, length));
    t.false(demultiplexer.complete, String(length));
  }
});

test('a frame that claims four gigabytes costs nothing', (t) => {
  let bytes = 0;
  const demultiplexer = new Demultiplexer((_stream, chunk) => (bytes += chunk.length));
  demultiplexer.accept(Buffer.from([1, 0, 0, 0, 255, 255, 255, 255, 65, 66]));
  t.is(bytes, 2);
});

test('what is no frame is an engine that failed', (t) => {
  for (const text of ['HTTP/1.1 200 OK', '{"message":"x"}', '\u0001\u0001\0\0\0\0\0\0']) {
    const demultiplexer = new Demultiplexer(() => undefined);
    t.throws(() => demultiplexer.accept(Buffer.from(text)), { message: /not framed/ }, text);
  }
});
