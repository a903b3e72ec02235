import test from 'ava';
import { fc } from '../../helpers/properties.js';
import { FrameReader } from '../../../src/platform/commands/frame-reader.js';

const NONCE = '0123456789abcdef';

function readIn(chunks: readonly Buffer[]): { marks: string[]; payload: string } {
  const marks: string[] = [];
  const pieces: Buffer[] = [];
  const reader = new FrameReader(NONCE, {
    onMark: (text) => {
      marks.push(text);
      pieces.push(Buffer.from(`<${text}>`));
    },
    onPayload: (payload) => pieces.push(Buffer.from(payload)),
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return { marks, payload: Buffer.concat(pieces).toString('latin1') };
}

const noise = fc.string({
  unit: fc.constantFrom('a', '\u001e', '\n', '0', '1', '2', NONCE.slice(0, 9)),
  maxLength: 30,
});

test('however a stream is cut into chunks, marks and payload are the same', (t) => {
  fc.assert(
    fc.property(
      fc.array(noise, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 }),
      (pieces, sizes) => {
        const stream = Buffer.from(pieces.join(`\u001e${NONCE}E1 0\n`), 'latin1');
        const chunks: Buffer[] = [];
        for (let at = 0, index = 0; at < stream.length; index += 1) {
          const size = sizes[index % sizes.length] ?? 1;
          chunks.push(stream.subarray(at, at + size));
          at += size;
        }
        const { marks, payload } = readIn(chunks);
        t.is(marks.length, pieces.length - 1);
        t.is(payload, pieces.join('<E1 0>'));
      },
    ),
  );
});

test('a nonce without a mark behind it is output, however long', (t) => {
  const text = `\u001e${NONCE}${'x'.repeat(200)}\nrest\u001e${NONCE}B0\n`;
  t.deepEqual(readIn([Buffer.from(text)]), { marks: ['B0'], payload: `${text.slice(0, -20)}<B0>` });
});
