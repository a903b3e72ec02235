import type { SqlEffect, SqlStatement } from '../reading.js';

export interface MethodRow {
  readonly effect: SqlEffect;
  readonly targetKind: SqlStatement['targetKind'];
}

function rows(
  names: string,
  effect: SqlEffect,
  targetKind: SqlStatement['targetKind'],
): readonly (readonly [string, MethodRow])[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, { effect, targetKind }] as const);
}

/** Methods of mongosh, wherever they stand in a chain. */
export const MONGO_METHODS: ReadonlyMap<string, MethodRow> = new Map([
  ...rows(
    `find findOne count countDocuments estimatedDocumentCount distinct aggregate explain getIndexes stats dataSize
     storageSize totalSize totalIndexSize latencyStats validate getShardDistribution getPlanCache isCapped watch exists
     getCollectionNames getCollectionInfos getCollection getSiblingDB getName getMongo getUsers getUser getRoles getRole
     listCommands serverStatus hostInfo currentOp isMaster hello buildInfo version serverBuildInfo serverCmdLineOpts
     getProfilingStatus getReplicationInfo printReplicationInfo printSecondaryReplicationInfo getLogComponents
     printCollectionStats getLastError adminCommandHelp help auth status conf config isActive isBalancerRunning
     getBalancerState printShardingStatus getDBNames getDBs getDB setReadPref setReadConcern readPref readConcern pretty
     toArray limit skip sort projection project hint batchSize maxTimeMS collation comment count next hasNext tryNext
     itcount size forEach map close objsLeftInBatch executionStats queryPlanner addOption noCursorTimeout allowDiskUse
     stringify getTimestamp toString valueOf toJSON str listCollections printSlaveReplicationInfo secondaryOk slaveOk
     isInterrupted rotateCertificatesHelp findIndexes getShardVersion min max returnKey showRecordId tailable`,
    'read',
    'collection',
  ),
  ...rows(
    `insert insertOne insertMany createIndex createIndexes ensureIndex createCollection createView createUser createRole
     grantRolesToUser grantPrivilegesToRole grantRolesToRole enableSharding shardCollection addShard add addArb
     startBalancer enableBalancing setBalancerState syncFrom freeze fsyncUnlock enableFreeMonitoring setLogLevel
     initiate setProfilingLevel unhideIndex logRotate collMod`,
    'add',
    'collection',
  ),
  ...rows(
    'updateOne replaceOne update save findAndModify findOneAndUpdate findOneAndReplace mapReduce',
    'change',
    'collection',
  ),
  ...rows(
    'deleteOne findOneAndDelete dropIndex hideIndex renameCollection bulkWrite convertToCapped',
    'change',
    'collection',
  ),
  ...rows('remove deleteMany updateMany', 'change', 'collection'),
  ...rows('drop dropIndexes', 'drop', 'collection'),
  ...rows('dropDatabase', 'drop', 'database'),
  ...rows('dropUser dropAllUsers dropRole dropAllRoles removeUser', 'drop', 'role'),
  ...rows(
    `shutdownServer fsyncLock killOp killSessions stepDown reconfig reconfigForPSASet removeShard stopBalancer
     disableBalancing moveChunk movePrimary updateUser changeUserPassword revokeRolesFromUser revokePrivilegesFromRole
     revokeRolesFromRole updateRole cloneDatabase rotateCertificates remove_ resetError disableFreeMonitoring`,
    'disrupt',
    'server',
  ),
  ...rows('eval', 'opaque', 'server'),
]);

/** The first key of what `runCommand` is given. */
export const MONGO_COMMANDS: ReadonlyMap<string, MethodRow> = new Map([
  ...rows(
    `ping serverStatus buildInfo hostInfo dbStats collStats listDatabases listCollections listIndexes isMaster hello
     replSetGetStatus replSetGetConfig getParameter getCmdLineOpts getLog connectionStatus currentOp top count find
     distinct aggregate explain usersInfo rolesInfo validate connPoolStats whatsmyuri features dataSize getShardMap
     listShards balancerStatus dbHash profile listCommands`,
    'read',
    'server',
  ),
  ...rows(
    'insert create createIndexes createUser createRole grantRolesToUser enableSharding shardCollection addShard',
    'add',
    'collection',
  ),
  ...rows('logRotate fsync setFeatureCompatibilityVersion collMod balancerStart compact', 'add', 'server'),
  ...rows('delete update findAndModify renameCollection', 'change', 'collection'),
  ...rows('drop dropIndexes', 'drop', 'collection'),
  ...rows('dropDatabase', 'drop', 'database'),
  ...rows('dropUser dropAllUsersFromDatabase dropRole', 'drop', 'role'),
  ...rows(
    `shutdown replSetStepDown replSetReconfig replSetMaintenance setParameter killOp killAllSessions killCursors
     removeShard movePrimary moveChunk balancerStop updateUser revokeRolesFromUser configureFailPoint resync
     replSetInitiate`,
    'disrupt',
    'server',
  ),
]);

/** Names that may stand alone in a script that computes nothing. */
export const MONGO_NAMES: ReadonlySet<string> = new Set(
  `
    db rs sh print printjson JSON EJSON ObjectId ISODate Date NumberLong NumberInt NumberDecimal UUID
    BinData Timestamp Long Int32 Double Decimal128 new true false null undefined quit exit
    disableTelemetry cls help it tojson passwordPrompt sleep version config console Object Array`
    .trim()
    .split(/\s+/),
);
