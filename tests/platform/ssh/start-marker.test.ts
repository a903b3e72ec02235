import test from 'ava';
import { fc } from '../../helpers/properties.js';
import { createStartMarker, MarkerFilter } from '../../../src/platform/ssh/start-marker.js';

test('passes on exactly what follows the marker line, however the stream is cut', (t) => {
  const marker = createStartMarker();
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (noise, payload, sizes) => {
        const stream = Buffer.concat([noise, Buffer.from(`${marker.word} 4711\n`), payload]);
        const filter = new MarkerFilter(marker);
        const passed: Buffer[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = sizes[turn % sizes.length]!;
          passed.push(filter.accept(stream.subarray(at, at + size)));
          at += size;
        }
        t.true(Buffer.concat(passed).equals(Buffer.from(payload)));
        t.is(filter.shellPid, 4711);
        t.true(filter.passing);
      },
    ),
  );
});

test('keeps an excerpt of what comes before, without control characters', (t) => {
  const filter = new MarkerFilter(createStartMarker());
  filter.accept(Buffer.from('\u001b[31mThis account is\r\nnot available.\u0007'));
  for (let i = 0; i < 1_000; i += 1) filter.accept(Buffer.from('more and more '));
  t.false(filter.passing);
  t.true(filter.noise.startsWith('[31mThis account is not available. more'));
  t.true(filter.noise.length <= 500);
});

test('draws another word for every run', (t) => {
  t.not(createStartMarker().word, createStartMarker().word);
});

test('believes no process id that is none', (t) => {
  for (const text of ['', '1', '-5', 'x', '3.5', '99999999999999999999']) {
    const marker = createStartMarker();
    const filter = new MarkerFilter(marker);
    filter.accept(Buffer.from(`${marker.word} ${text}\n`));
    t.is(filter.shellPid, undefined, text);
    t.true(filter.passing);
  }
});
