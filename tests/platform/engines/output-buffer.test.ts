import test from 'ava';
import { fc } from '../../helpers/properties.js';
import { OutputBuffer } from '../../../src/platform/engines/output-buffer.js';

test('the first or the last bytes are kept, whatever the pieces', (t) => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{0,20}$/)), fc.nat(40), fc.boolean(), (pieces, maxBytes, first) => {
      const kept = new OutputBuffer(maxBytes, first ? 'first' : 'last');
      for (const piece of pieces) kept.add(Buffer.from(piece));
      const whole = pieces.join('');
      const wanted = first ? whole.slice(0, maxBytes) : whole.slice(Math.max(0, whole.length - maxBytes));
      return kept.toText() === wanted && kept.truncated === whole.length > maxBytes;
    }),
  );
  t.pass();
});

test('an empty piece that is forgotten cuts nothing off', (t) => {
  const kept = new OutputBuffer(4, 'last');
  for (const piece of ['', 'four']) kept.add(Buffer.from(piece));
  t.false(kept.truncated);
  t.is(kept.toText(), 'four');
});

test('what is forgotten takes no room', (t) => {
  const kept = new OutputBuffer(1_000, 'last');
  for (let count = 0; count < 10_000; count += 1) kept.add(Buffer.alloc(100));
  t.true(kept.byteLength <= 1_100);
});
