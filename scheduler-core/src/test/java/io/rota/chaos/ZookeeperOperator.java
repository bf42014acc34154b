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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Somebody with a client of ZooKeeper. */
final class ZookeeperOperator implements Operator {

    private static final int SESSION_MILLIS = 8_000;
    private static final long PATIENCE_SECONDS = 30;
    private static final long PAUSE_MILLIS = 100;

    private final String addresses;
    private ZooKeeper client;

    ZookeeperOperator(List<String> addresses) throws Exception {
        this.addresses = String.join(",", addresses);
        client = connect();
    }

    /** What one look at the registry may need. */
    interface Look<T> {

        T at(ZooKeeper client) throws KeeperException, InterruptedException;
    }

    /** Looks, again and again if the registry does not answer. */
    <T> T ask(Look<T> look) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                return look.at(client);
            } catch (KeeperException.SessionExpiredException e) {
                client.close();
                client = connect();
            } catch (KeeperException.ConnectionLossException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                if (System.nanoTime() - until > 0) {
                    throw e;
                }
            }
        }
    }

    private static String absolute(String path) {
        return "/" + ChaosNode.NAMESPACE + path;
    }

    @Override
    public List<String> children(String path) throws Exception {
        return ask(zk -> {
            try {
                return zk.getChildren(absolute(path), false);
            } catch (KeeperException.NoNodeException e) {
                return List.of();
            }
        });
    }

    @Override
    public String text(String path) throws Exception {
        return ask(zk -> {
            try {
                byte[] data = zk.getData(absolute(path), false, null);
                return data == null ? "" : new String(data, StandardCharsets.UTF_8);
            } catch (KeeperException.NoNodeException e) {
                return null;
            }
        });
    }

    @Override
    public boolean isBound(String path) throws Exception {
        return ask(zk -> {
            Stat stat = zk.exists(absolute(path), false);
            return stat != null && stat.getEphemeralOwner() != 0;
        });
    }

    @Override
    public void edit(String path, UnaryOperator<String> change) throws Exception {
        ask(zk -> zk.setData(
                absolute(path),
                change.apply(new String(zk.getData(absolute(path), false, null), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8),
                -1));
    }

    @Override
    public void create(String path) throws Exception {
        ask(zk -> {
            try {
                return zk.create(absolute(path), new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
                return path;
            }
        });
    }

    @Override
    public void delete(String path) throws Exception {
        ask(zk -> {
            try {
                zk.delete(absolute(path), -1);
            } catch (KeeperException.NoNodeException | KeeperException.NotEmptyException e) {
                // Gone already.
            }
            return path;
        });
    }

    private ZooKeeper connect() throws Exception {
        return new ZooKeeper(addresses, SESSION_MILLIS, event -> {});
    }

    @Override
    public void close() throws Exception {
        client.close();
    }
}
