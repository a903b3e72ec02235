import { fc } from '../../helpers/properties.js';
import test from 'ava';
import { createRedactor, MIN_SECRET_LENGTH, REDACTED } from '../../../src/platform/log/redactor.js';

test('text without a registered secret stays as it is', (t) => {
  const redactor = createRedactor();
  t.is(redactor.redact('nothing to hide'), 'nothing to hide');
  redactor.add('hunter2!');
  t.is(redactor.redact('nothing to hide'), 'nothing to hide');
  t.is(redactor.redact(''), '');
  t.is(redactor.redact('hun'), 'hun');
});

test('a secret is removed wherever and however often it stands', (t) => {
  const redactor = createRedactor();
  redactor.add('hunter2!');
  t.is(redactor.redact('hunter2!'), REDACTED);
  t.is(redactor.redact('a hunter2! b hunter2!hunter2! c'), `a ${REDACTED} b ${REDACTED}${REDACTED} c`);
});

test('a secret that begins with another one is removed whole', (t) => {
  const redactor = createRedactor();
  redactor.add('pass');
  redactor.add('password-of-root');
  t.is(redactor.redact('x=password-of-root;'), `x=${REDACTED};`);
});

test('a secret is found inside JSON, in a URL and in base64', (t) => {
  const redactor = createRedactor();
  const secret = 'p"ss wörd\n&\\';
  redactor.add(secret);
  for (const form of [
    JSON.stringify({ secret }),
    JSON.stringify(JSON.stringify({ secret })),
    `https://u:${encodeURIComponent(secret)}@host/`,
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ]) {
    t.false(redactor.redact(form).includes('ss'), form);
  }
});

test('a key of many lines is removed line by line, its frame is left', (t) => {
  const redactor = createRedactor();
  const lines = [
    'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAA',
    'AAAAtzc2gtZWQyNTUxOQAAACBnb3QgeW91IQAAAAAAAAAAAAAA',
  ];
  redactor.add(`-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`);
  const text = redactor.redact(`line 2 is bad: ${lines[1]} after -----BEGIN OPENSSH PRIVATE KEY-----`);
  t.is(text, `line 2 is bad: ${REDACTED} after -----BEGIN OPENSSH PRIVATE KEY-----`);
});

test('bytes may be registered too', (t) => {
  const redactor = createRedactor();
  const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
  redactor.add(key);
  t.is(redactor.redact(`key ${key.toString('base64')}`), `key ${REDACTED}`);
  t.is(redactor.redact(`key ${key.toString('hex')}`), `key ${REDACTED}`);
});

test('values too short to be told from words are left alone', (t) => {
  const redactor = createRedactor();
  redactor.add('abc');
  redactor.add('');
  t.is(redactor.redact('abc'), 'abc');
});

test('no registered secret survives in any text', (t) => {
  const secret = fc.string({ minLength: MIN_SECRET_LENGTH, maxLength: 30 });
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 20 }), fc.array(fc.string()), (secrets, words) => {
        const redactor = createRedactor();
        for (const value of secrets) redactor.add(value);
        const text = words.flatMap((word, index) => [word, secrets[index % secrets.length] ?? '']).join(' ');
        const redacted = redactor.redact(text);
        // The mark itself may hold what a random secret consists of.
        const rest = redacted.split(REDACTED);
        return secrets.every((value) => rest.every((part) => !part.includes(value)));
      }),
    ),
  );
});

test('the cost does not grow with the number of secrets', (t) => {
  const line = 'an ordinary log line about a server and what happened to it. '.repeat(8);
  const measure = (secrets: number): number => {
    const redactor = createRedactor();
    for (let index = 0; index < secrets; index += 1) redactor.add(`secret-number-${index}-${'x'.repeat(20)}`);
    for (let round = 0; round < 200; round += 1) redactor.redact(line);
    const startedAt = performance.now();
    for (let round = 0; round < 1_000; round += 1) redactor.redact(line);
    return performance.now() - startedAt;
  };
  const few = measure(10);
  const many = measure(5_000);
  t.log(
    `1,000 lines of ${line.length} characters: ${few.toFixed(1)} ms with 10 secrets, ${many.toFixed(1)} ms with 5,000`,
  );
  t.true(many < few * 20 + 200);
});
