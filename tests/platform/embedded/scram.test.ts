import test from 'ava';
import { generatePassword, makeScramVerifier } from '../../../src/platform/embedded/scram.js';

test('a verifier is the one PostgreSQL itself makes of the same password, salt and iterations', (t) => {
  // RFC 7677, section 3: user "user", password "pencil", 4096 iterations.
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  t.is(
    makeScramVerifier('pencil', salt),
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('passwords are long, differ, and need no quoting', (t) => {
  const [a, b] = [generatePassword(), generatePassword()];
  t.not(a, b);
  t.regex(a, /^[\w-]{43}$/);
});
