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
package io.rota.registry.zookeeper;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * A session's own ephemeral node: setting it proves the session alive and tells the ensemble's time.
 *
 * <p>Also makes the nodes above it and the root of the tree, all of them persistent. Calls back on the event thread of
 * the handle; holds no state.
 */
final class SessionNode {

    private static final byte[] EMPTY = {};

    private final ZooKeeper zookeeper;
    private final List<ACL> acl;
    private final List<String> skeleton;

    SessionNode(ZooKeeper zookeeper, Namespace namespace, String sessionId, List<ACL> acl) {
        this.zookeeper = zookeeper;
        this.acl = acl;
        this.skeleton = namespace.skeleton(sessionId);
    }

    /**
     * Makes what is missing.
     *
     * @param done given null, or what went wrong
     */
    void establish(Consumer<@Nullable String> done) {
        establish(0, done);
    }

    /**
     * Sets the node.
     *
     * @param done given the result code, and the node's state if that is OK
     */
    void touch(BiConsumer<Integer, @Nullable Stat> done) {
        String own = skeleton.get(skeleton.size() - 1);
        zookeeper.setData(own, EMPTY, -1, (rc, path, context, stat) -> done.accept(rc, stat), null);
    }

    private void establish(int index, Consumer<@Nullable String> done) {
        if (index == skeleton.size()) {
            done.accept(null);
            return;
        }
        String node = skeleton.get(index);
        // Asked first, because creating a node that exists fails without permission on its parent.
        zookeeper.exists(
                node,
                false,
                (rc, path, context, stat) -> {
                    // Only a node that exists can be forbidden to be looked at, and the one below it may be allowed.
                    if (Codes.isOk(rc) || rc == Code.NOAUTH.intValue()) {
                        establish(index + 1, done);
                    } else if (Codes.isAbsent(rc)) {
                        create(index, node, done);
                    } else {
                        done.accept("looking for " + node + ": " + Codes.describe(rc));
                    }
                },
                null);
    }

    private void create(int index, String node, Consumer<@Nullable String> done) {
        CreateMode mode = index == skeleton.size() - 1 ? CreateMode.EPHEMERAL : CreateMode.PERSISTENT;
        zookeeper.create(
                node,
                EMPTY,
                acl,
                mode,
                (rc, path, context, name) -> {
                    if (Codes.isOk(rc) || Codes.exists(rc)) {
                        establish(index + 1, done);
                    } else {
                        done.accept("creating " + node + ": " + Codes.describe(rc) + advice(rc, index));
                    }
                },
                null);
    }

    private static String advice(int rc, int index) {
        if (rc == Code.NOAUTH.intValue()) {
            return ", the user of this application may not create it";
        }
        return Codes.isAbsent(rc) && index == 0 ? ", the path after the server addresses does not exist" : "";
    }
}
