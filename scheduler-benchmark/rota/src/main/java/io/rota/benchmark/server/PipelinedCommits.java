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
package io.rota.benchmark.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.zookeeper.AsyncCallback.MultiCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * How many transactions a server commits for a client that does nothing else: each sets a record as large as one of a run, and
 * checks another node, many of them under way at the same time.
 */
public final class PipelinedCommits {

    private static final int SESSION_MILLIS = 30_000;
    private static final int NODES = 1_000;
    private static final int UNDER_WAY = 500;
    private static final int WARM_UP_SECONDS = 2;
    private static final byte[] RECORD = "x".repeat(200).getBytes(StandardCharsets.UTF_8);

    private final ZooKeeper client;
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final LongAdder committed = new LongAdder();
    private final AtomicInteger failure = new AtomicInteger();

    private PipelinedCommits(ZooKeeper client) {
        this.client = client;
    }

    /**
     * Prints how many commits there were in a second.
     *
     * @param args address of the server, seconds
     */
    public static void main(String[] args) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(args[0], SESSION_MILLIS, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(SESSION_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("no connection to " + args[0]);
        }
        PipelinedCommits commits = new PipelinedCommits(client);
        commits.prepare();
        commits.send(WARM_UP_SECONDS);
        double perSecond = commits.send(Integer.parseInt(args[1]));
        System.out.println("@@ok commitsPerSecond=" + perSecond);
        client.close();
    }

    private void prepare() throws KeeperException, InterruptedException {
        client.create("/commits", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        for (int i = 0; i < NODES; i++) {
            client.create("/commits/" + i, RECORD, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    private double send(int seconds) throws InterruptedException {
        committed.reset();
        MultiCallback answer = (rc, path, context, results) -> {
            if (rc == KeeperException.Code.OK.intValue()) {
                committed.increment();
            } else {
                failure.set(rc);
            }
            free.release();
        };
        long begun = System.nanoTime();
        long end = begun + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; System.nanoTime() < end; i++) {
            if (failure.get() != 0) {
                throw new IllegalStateException("a commit failed: " + KeeperException.Code.get(failure.get()));
            }
            if (!free.tryAcquire(SESSION_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the server does not answer");
            }
            client.multi(
                    List.of(Op.setData("/commits/" + i % NODES, RECORD, -1), Op.check("/commits", -1)), answer, null);
        }
        return committed.sum() / ((System.nanoTime() - begun) / 1e9);
    }
}
