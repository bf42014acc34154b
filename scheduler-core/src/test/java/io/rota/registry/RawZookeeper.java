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
package io.rota.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/** ZooKeeper as an operator sees it: a plain client of its own. */
final class RawZookeeper implements AutoCloseable {

    private final ZooKeeper client;

    RawZookeeper(String address) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        client = new ZooKeeper(address, 10_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no connection to " + address);
        }
    }

    RawZookeeper login(String digest) {
        client.addAuthInfo("digest", digest.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    void create(String path, List<ACL> acl) throws Exception {
        client.create(path, new byte[0], acl, CreateMode.PERSISTENT);
    }

    void create(String path) throws Exception {
        create(path, ZooDefs.Ids.OPEN_ACL_UNSAFE);
    }

    void deleteTree(String path) throws Exception {
        ZKUtil.deleteRecursive(client, path);
    }

    boolean exists(String path) throws Exception {
        return client.exists(path, false) != null;
    }

    Stat stat(String path) throws Exception {
        return client.exists(path, false);
    }

    List<String> children(String path) throws Exception {
        return client.getChildren(path, false);
    }

    List<ACL> acl(String path) throws Exception {
        return client.getACL(path, null);
    }

    byte[] data(String path) throws Exception {
        return client.getData(path, false, null);
    }

    /** A node and everything below it. */
    List<String> tree(String root) throws Exception {
        List<String> paths = new ArrayList<>();
        paths.add(root);
        for (String child : children(root)) {
            paths.addAll(tree(root.equals("/") ? "/" + child : root + "/" + child));
        }
        return paths;
    }

    @Override
    public void close() throws Exception {
        client.close();
    }
}
