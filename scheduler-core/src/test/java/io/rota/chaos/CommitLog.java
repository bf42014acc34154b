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

import io.rota.internal.state.ExecutionRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.ByteBufferInputStream;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.TxnLog;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;

/** What a ZooKeeper server committed, in order, read from its own transaction log after it has ended. */
final class CommitLog {

    private CommitLog() {}

    /**
     * Every state that the execution records of a job went through.
     *
     * @param data the server's data directory
     * @return each item to its records, oldest first
     */
    static Map<Integer, List<ExecutionRecord>> records(Path data, String namespace, String job) throws IOException {
        String prefix = "/" + namespace + "/" + job + "/sharding/";
        Map<Integer, List<ExecutionRecord>> records = new TreeMap<>();
        FileTxnLog log = new FileTxnLog(data.resolve("version-2").toFile());
        try (TxnLog.TxnIterator transactions = log.read(0)) {
            do {
                if (transactions.getTxn() instanceof MultiTxn multi) {
                    for (Txn part : multi.getTxns()) {
                        add(part, prefix, records);
                    }
                }
            } while (transactions.next());
        }
        return records;
    }

    private static void add(Txn part, String prefix, Map<Integer, List<ExecutionRecord>> records) throws IOException {
        if (part.getType() == OpCode.setData) {
            SetDataTxn set = decode(part, new SetDataTxn());
            add(set.getPath(), set.getData(), prefix, records);
        } else if (part.getType() == OpCode.create) {
            CreateTxn create = decode(part, new CreateTxn());
            add(create.getPath(), create.getData(), prefix, records);
        }
    }

    private static void add(String path, byte[] data, String prefix, Map<Integer, List<ExecutionRecord>> records) {
        if (path.startsWith(prefix) && path.endsWith("/execution")) {
            int item = Integer.parseInt(path.substring(prefix.length(), path.indexOf('/', prefix.length())));
            records.computeIfAbsent(item, key -> new ArrayList<>())
                    .add(ExecutionRecord.decode(new String(data, StandardCharsets.UTF_8)));
        }
    }

    private static <T extends Record> T decode(Txn part, T record) throws IOException {
        ByteBufferInputStream.byteBuffer2Record(ByteBuffer.wrap(part.getData()), record);
        return record;
    }
}
