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

import io.rota.chaos.Fault.Kind;
import io.rota.registry.RegistryCenter;
import io.rota.registry.ZooKeeperEnsemble;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ZooKeeper, one server or several. */
final class ZookeeperSite implements ChaosRegistry {

    private final ZooKeeperEnsemble servers;
    private final Map<Fault, Integer> isolated = new HashMap<>();

    ZookeeperSite(ZooKeeperEnsemble servers) {
        this.servers = servers;
    }

    static RegistryCenter center(List<String> addresses, int sessionMillis) {
        ZookeeperConfiguration configuration =
                new ZookeeperConfiguration(String.join(",", addresses), ChaosNode.NAMESPACE);
        configuration.setSessionTimeoutMilliseconds(sessionMillis);
        configuration.setBaseSleepTimeMilliseconds(100);
        configuration.setMaxSleepTimeMilliseconds(500);
        return new ZookeeperRegistryCenter(configuration);
    }

    @Override
    public List<String> addresses() {
        return servers.addresses();
    }

    @Override
    public Operator operator() throws Exception {
        return new ZookeeperOperator(servers.addresses());
    }

    @Override
    public void startAll() {
        servers.startAll();
    }

    @Override
    public void killAll() {
        servers.killAll();
    }

    @Override
    public void stopAll() {
        servers.stopAll();
    }

    @Override
    public void harm(Fault fault) {
        switch (fault.kind()) {
            case LEADER_KILL, FOLLOWER_KILL ->
                servers.server(server(fault.kind() == Kind.LEADER_KILL)).kill();
            case LEADER_MINORITY, FOLLOWER_MINORITY -> {
                int server = server(fault.kind() == Kind.LEADER_MINORITY);
                isolated.put(fault, server);
                servers.isolate(server);
            }
            case ROLLING_SERVERS -> {
                for (int i = 0; i < servers.size(); i++) {
                    servers.server(i).stop();
                    servers.startAll();
                }
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }

    @Override
    public void mend(Fault fault) {
        Integer server = isolated.remove(fault);
        if (server != null) {
            servers.rejoin(server);
        } else {
            servers.startAll();
        }
    }

    private int server(boolean leads) {
        int leader = servers.awaitLeader();
        return leads ? leader : (leader + 1) % servers.size();
    }

    /** The servers do that themselves. */
    @Override
    public void writeLog() {}

    @Override
    public void close() {
        servers.close();
    }
}
