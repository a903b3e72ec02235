import test from 'ava';
import { parseImageReference } from '../../../../src/domain/containers/references/image-reference.js';
import type { DigestComparison } from '../../../../src/domain/containers/versions/compare-digests.js';
import { describeProposal, propose } from './case.js';

const OLD = `sha256:${'a'.repeat(64)}`;
const NEW = `sha256:${'b'.repeat(64)}`;
const OTHER = `sha256:${'c'.repeat(64)}`;

const digest = (state: DigestComparison['state'], remoteDigest: string | null = NEW): DigestComparison => ({
  state,
  code: state === 'available' ? 'other_image' : state === 'current' ? 'same_digest' : 'registry_unknown',
  reason: `the digest is ${state}`,
  remoteDigest,
});

test('a tag that has moved is an update of kind digest', (t) => {
  const proposal = propose('latest', '', { strategy: 'digest', digest: digest('available') });
  t.is(describeProposal(proposal), 'latest digest');
  t.is(proposal.status, 'available');
});

test('a digest strategy proposes no other tag', (t) => {
  const proposal = propose('1.2.3', '1.2.4 2.0.0', { strategy: 'digest', digest: digest('current') });
  t.is(proposal.candidate, null);
  t.is(proposal.status, 'current');
});

test('what the registry could not say is unknown with its reason, never current', (t) => {
  const proposal = propose('latest', '', { strategy: 'digest', digest: digest('unknown', null) });
  t.is(proposal.status, 'unknown');
  t.regex(proposal.reason, /the digest is unknown/);
  const unread = propose('1.2.3', '', { tags: null, tagsReason: 'the registry asked to wait for 7200 s' });
  t.is(unread.status, 'unknown');
  t.is(unread.code, 'tags_unknown');
  t.regex(unread.reason, /7200 s/);
  t.is(propose('latest', '', { strategy: 'digest' }).status, 'unknown');
});

test('without a newer tag the same tag may have been built anew', (t) => {
  t.is(describeProposal(propose('1.2.3', '1.2.3', { digest: digest('available') })), '1.2.3 digest');
  t.is(describeProposal(propose('1.2.3', '1.2.3 1.2.4', { digest: digest('available') })), '1.2.4 patch');
  t.is(describeProposal(propose('latest', '1.2.3', { digest: digest('available') })), 'latest digest');
  t.is(propose('1.2.3', '1.2.3', { digest: digest('current') }).code, 'newest');
  t.is(propose('latest', '1.2.3', { digest: digest('current') }).code, 'same_digest');
  t.is(propose('1.2.3', '1.2.3', { digest: digest('unknown', null) }).status, 'unknown');
  t.is(describeProposal(propose('1.2.3', '2.0.0', { constraint: '^1', digest: digest('available') })), '1.2.3 digest');
});

test('a policy that pins proposes nothing', (t) => {
  const proposal = propose('1.2.3', '1.2.4', { strategy: 'pinned', digest: digest('available') });
  t.is(proposal.status, 'held');
  t.is(proposal.code, 'pinned_by_policy');
});

test('a reference pinned to a digest is pinned, not unknown, unless the policy lets its tag be followed', (t) => {
  const current = { reference: parseImageReference(`example.org/app:1.2.3@${OLD}`) };
  const pinned = propose('1.2.3', '1.2.4', { current });
  t.is(pinned.code, 'pinned_by_digest');
  t.is(pinned.status, 'held');
  t.is(describeProposal(propose('1.2.3', '1.2.4', { current, followTag: true })), '1.2.4 patch');
  const untagged = { reference: parseImageReference(`example.org/app@${OLD}`) };
  t.is(propose('1.2.3', '1.2.4', { current: untagged, followTag: true }).code, 'pinned_by_digest');
});

test('a rejected digest stays rejected, however often it is found again', (t) => {
  const more = { knownDigests: { '1.2.4': NEW, '1.2.5': OTHER }, rejectedDigests: [NEW] };
  const first = propose('1.2.3', '1.2.3 1.2.4', more);
  t.is(first.code, 'rejected');
  t.is(first.status, 'held');
  t.deepEqual(propose('1.2.3', '1.2.3 1.2.4', more), first);
  t.is(describeProposal(propose('1.2.3', '1.2.4 1.2.5', more)), '1.2.5 patch');
  const moved = { ...more, knownDigests: { '1.2.4': OTHER } };
  t.is(describeProposal(propose('1.2.3', '1.2.4', moved)), '1.2.4 patch', 'the tag names another image now');
  const rebuilt = { strategy: 'digest', digest: digest('available'), rejectedDigests: [NEW] } as const;
  t.is(propose('latest', '', rebuilt).code, 'rejected');
  t.is(describeProposal(propose('latest', '', { ...rebuilt, rejectedDigests: [OTHER] })), 'latest digest');
});

test('a major beside a smaller step is named, so that neither hides the other', (t) => {
  const proposal = propose('1.2.3', '1.2.4 2.0.0 3.0.0');
  t.is(describeProposal(proposal), '1.2.4 patch');
  t.is(proposal.nextMajor, '3.0.0');
  t.is(propose('1.2.3', '3.0.0').nextMajor, null);
});

test('a minor below 1.0 may break as a major does', (t) => {
  t.true(propose('0.24.1', '0.25.0').candidate?.mayBreak);
  t.false(propose('0.24.1', '0.24.2').candidate?.mayBreak);
  t.false(propose('1.24.1', '1.25.0').candidate?.mayBreak);
  t.true(propose('1.24.1', '2.0.0').candidate?.mayBreak);
  t.false(propose('20240105', '20240106').candidate?.mayBreak);
});

test('a reference without a tag follows latest', (t) => {
  const current = { reference: parseImageReference('example.org/app') };
  const proposal = propose('1', '', { current, strategy: 'digest', digest: digest('available') });
  t.is(describeProposal(proposal), 'latest digest');
});
