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

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.security.sasl.SaslException;
import org.apache.zookeeper.server.quorum.QuorumCnxManager;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.server.quorum.auth.NullQuorumAuthLearner;
import org.apache.zookeeper.server.quorum.auth.NullQuorumAuthServer;
import org.jspecify.annotations.Nullable;

/**
 * One server of an ensemble in a JVM of its own; what {@link ZooKeeperProcess} starts.
 *
 * <p>Members tell each other during an election where they really listen, so a relay between them is passed by. What a
 * member says in elections is therefore dropped here; the links by which members follow a leader can be cut outside.
 */
final class ZooKeeperMember {

    private static volatile boolean isolated;

    private ZooKeeperMember() {}

    public static void main(String[] args) throws Exception {
        QuorumPeerConfig configuration = new QuorumPeerConfig();
        configuration.parse(args[0]);
        Main member = new Main();
        Thread serving = new Thread(() -> member.serve(configuration), "member");
        serving.start();
        System.out.println(ZooKeeperProcess.MARK + "ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            switch (line) {
                case "stop" -> {
                    member.close();
                    System.exit(0);
                }
                case "isolate", "rejoin" -> {
                    isolated = line.equals("isolate");
                    System.out.println(ZooKeeperProcess.MARK + "done");
                }
                case "state" -> {
                    System.out.println(ZooKeeperProcess.MARK + state(member.peer()));
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
        Runtime.getRuntime().halt(1);
    }

    /** Who is elected but does not serve yet is still looking. */
    private static QuorumPeer.ServerState state(@Nullable QuorumPeer peer) {
        boolean serves = peer != null && peer.getZabState() == QuorumPeer.ZabState.BROADCAST;
        return serves ? peer.getPeerState() : QuorumPeer.ServerState.LOOKING;
    }

    private static final class Main extends QuorumPeerMain {

        QuorumPeer peer() {
            return quorumPeer;
        }

        void serve(QuorumPeerConfig configuration) {
            try {
                runFromConfig(configuration);
            } catch (Exception e) {
                e.printStackTrace(System.out);
                Runtime.getRuntime().halt(2);
            }
        }

        @Override
        protected QuorumPeer getQuorumPeer() throws SaslException {
            return new Peer();
        }
    }

    private static final class Peer extends QuorumPeer {

        Peer() throws SaslException {}

        @Override
        public QuorumCnxManager createCnxnManager() {
            return new Elections(this);
        }
    }

    private static final class Elections extends QuorumCnxManager {

        private static final int CONNECTION_THREADS = 10;

        Elections(QuorumPeer self) {
            super(
                    self,
                    self.getMyId(),
                    self.getView(),
                    new NullQuorumAuthServer(),
                    new NullQuorumAuthLearner(),
                    self.getTickTime() * self.getSyncLimit(),
                    self.getQuorumListenOnAllIPs(),
                    CONNECTION_THREADS,
                    false);
        }

        @Override
        public void toSend(Long to, ByteBuffer message) {
            if (!isolated) {
                super.toSend(to, message);
            }
        }
    }
}
