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

import io.rota.registry.Backoff;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/** What a center took from its {@link ZookeeperConfiguration}. */
record Settings(
        ServerList servers,
        Namespace namespace,
        @Nullable String digest,
        @Nullable TlsStores tls,
        boolean ensembleTracker,
        Duration sessionTimeout,
        Duration connectionTimeout,
        Backoff backoff) {

    /** Who may use the nodes that we make: their creator alone if there is one, else everybody. */
    List<ACL> acl() {
        return digest == null ? ZooDefs.Ids.OPEN_ACL_UNSAFE : ZooDefs.Ids.CREATOR_ALL_ACL;
    }

    /** How much longer a path is on the wire than in the tree. */
    int prefixBytes() {
        return (servers.chroot() + namespace.root()).getBytes(StandardCharsets.UTF_8).length;
    }

    /** For messages; without the password. */
    @Override
    public String toString() {
        return "ZooKeeper " + servers.text() + ", namespace '" + namespace.name() + "'";
    }
}
