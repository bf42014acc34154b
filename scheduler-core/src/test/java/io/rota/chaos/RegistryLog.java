/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.chaos;

import io.rota.api.JobConfiguration;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.ExecutionRecord;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.ByteBufferInputStream;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.TxnLog;
import org.apache.zookeeper.txn.CloseSessionTxn;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;

/**
 * What the registry committed, in order, read from the servers' own logs of transactions after they have ended.
 *
 * @param changes every change of a node below the namespace, paths without it
 */
record RegistryLog(List<Change> changes) {

    /** What happened to a node. */
    enum Kind {
        CREATED,
        SET,
        DELETED
    }

    /**
     * One change of one node.
     *
     * @param revision of the transaction; changes of one transaction share it
     * @param millis the wall clock of the server that led
     * @param version of the node after it, 0 if the node was created
     */
    record Change(long revision, long millis, Kind kind, String path, String text, int version) {}

    /** Where a change of an execution record belongs. */
    record Item(String job, int number) implements Comparable<Item> {

        @Override
        public int compareTo(Item other) {
            int byJob = job.compareTo(other.job);
            return byJob != 0 ? byJob : Integer.compare(number, other.number);
        }

        @Override
        public String toString() {
            return job + "/" + number;
        }
    }

    /** One state of an execution record. */
    record State(long millis, int version, ExecutionRecord record) {}

    /** One version of a job's definition. */
    record Definition(long millis, int version, JobConfiguration configuration) {}

    /**
     * Reads the logs of all servers of a registry.
     *
     * <p>A transaction counts if a majority has it in its log: what a server wrote down before it failed to convince the
     * others never happened, and what a server did not hear of it has got by way of a snapshot.
     *
     * @param data the servers' data directories
     */
    static RegistryLog read(List<Path> data, String namespace) throws IOException {
        Map<Long, Integer> copies = new HashMap<>();
        Map<Long, List<Change>> transactions = new TreeMap<>();
        for (Path directory : data) {
            FileTxnLog log = new FileTxnLog(directory.resolve("version-2").toFile());
            try (TxnLog.TxnIterator iterator = log.read(0)) {
                if (iterator.getHeader() == null) {
                    continue;
                }
                do {
                    long revision = iterator.getHeader().getZxid();
                    if (copies.merge(revision, 1, Integer::sum) == 1) {
                        List<Change> changes = new ArrayList<>();
                        read(iterator, "/" + namespace + "/", changes);
                        transactions.put(revision, changes);
                    }
                } while (iterator.next());
            } catch (EOFException e) {
                // Nothing was ever written.
            }
        }
        List<Change> changes = new ArrayList<>();
        transactions.forEach((revision, parts) -> {
            if (copies.get(revision) > data.size() / 2) {
                changes.addAll(parts);
            }
        });
        return new RegistryLog(List.copyOf(changes));
    }

    /** Every state that each item's execution record went through, oldest first. */
    Map<Item, List<State>> records() {
        Map<Item, List<State>> records = new TreeMap<>();
        for (Change change : changes) {
            String[] parts = change.path().split("/");
            if (parts.length == 4
                    && parts[1].equals("sharding")
                    && parts[3].equals("execution")
                    && change.kind() != Kind.DELETED) {
                records.computeIfAbsent(new Item(parts[0], Integer.parseInt(parts[2])), item -> new ArrayList<>())
                        .add(new State(change.millis(), change.version(), ExecutionRecord.decode(change.text())));
            }
        }
        return records;
    }

    /** Every version of a job's definition, oldest first. */
    List<Definition> definitions(String job) {
        return changes.stream()
                .filter(change -> change.path().equals(job + "/config") && change.kind() != Kind.DELETED)
                .map(change -> new Definition(change.millis(), change.version(), ConfigYaml.read(change.text())))
                .toList();
    }

    private static void read(TxnLog.TxnIterator iterator, String prefix, List<Change> changes) throws IOException {
        long revision = iterator.getHeader().getZxid();
        long millis = iterator.getHeader().getTime();
        if (iterator.getTxn() instanceof MultiTxn multi) {
            if (multi.getTxns().stream().anyMatch(part -> part.getType() == OpCode.error)) {
                // It was refused; the parts before the one that failed are in the log all the same.
                return;
            }
            for (Txn part : multi.getTxns()) {
                add(revision, millis, decode(part), prefix, changes);
            }
        } else {
            add(revision, millis, iterator.getTxn(), prefix, changes);
        }
    }

    private static void add(long revision, long millis, Record change, String prefix, List<Change> changes) {
        if (change instanceof CreateTxn create) {
            add(revision, millis, Kind.CREATED, create.getPath(), create.getData(), 0, prefix, changes);
        } else if (change instanceof SetDataTxn set) {
            add(revision, millis, Kind.SET, set.getPath(), set.getData(), set.getVersion(), prefix, changes);
        } else if (change instanceof DeleteTxn delete) {
            add(revision, millis, Kind.DELETED, delete.getPath(), new byte[0], 0, prefix, changes);
        } else if (change instanceof CloseSessionTxn close) {
            close.getPaths2Delete()
                    .forEach(path -> add(revision, millis, Kind.DELETED, path, new byte[0], 0, prefix, changes));
        }
    }

    private static void add(
            long revision,
            long millis,
            Kind kind,
            String path,
            byte[] data,
            int version,
            String prefix,
            List<Change> changes) {
        if (path.startsWith(prefix)) {
            String text = data == null ? "" : new String(data, StandardCharsets.UTF_8);
            changes.add(new Change(revision, millis, kind, path.substring(prefix.length()), text, version));
        }
    }

    /** A part of a transaction; null if it is of a kind that changes nothing. */
    private static Record decode(Txn part) throws IOException {
        Record record =
                switch (part.getType()) {
                    case OpCode.create -> new CreateTxn();
                    case OpCode.setData -> new SetDataTxn();
                    case OpCode.delete -> new DeleteTxn();
                    default -> null;
                };
        if (record != null) {
            ByteBufferInputStream.byteBuffer2Record(ByteBuffer.wrap(part.getData()), record);
        }
        return record;
    }
}
