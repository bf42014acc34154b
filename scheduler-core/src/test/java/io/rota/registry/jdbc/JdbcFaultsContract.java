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
package io.rota.registry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.rota.databases.DatabaseServer;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.CommitResult.Status;
import io.rota.registry.FaultProxy;
import io.rota.registry.Peer;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the registry in a database does when servers, connections and networks fail; on real servers. */
@Timeout(120)
abstract class JdbcFaultsContract {

    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String namespace = "faults/test-" + NAMESPACES.incrementAndGet();
    private final List<Peer> peers = new ArrayList<>();
    private FaultProxy proxy;

    abstract DatabaseServer server();

    /** Made once for all tests of a class. */
    abstract String database();

    /** Ends all connections but the one it is asked over. */
    abstract String endConnections();

    @BeforeEach
    void makeProxy() {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
        proxy = new FaultProxy(server().port());
    }

    @AfterEach
    void everyAnswerCameOnceAndOnTheExecutor() {
        if (proxy == null) {
            return;
        }
        proxy.pass();
        peers.forEach(Peer::drain);
        List<String> breaches =
                peers.stream().flatMap(peer -> peer.breaches().stream()).toList();
        peers.forEach(Peer::close);
        proxy.close();
        assertThat(breaches).isEmpty();
    }

    // ---- servers

    /**
     * Goal: a server that dies and comes back costs nothing but time, even if that is more than the session timeout.
     * Method: a stream of writes runs into the kill; what was answered as committed must be there afterwards, and a read
     * tells the rest.
     */
    @Test
    void serverKilledForLongerThanASession_theSessionsSurvive_andUnknownOutcomesCanBeRead() {
        Peer peer = join(server().port());
        Peer other = join(server().port());
        peer.commit(new Transaction().create("/n", "0").createEphemeral("/me", ""));
        Peer.Watched watched = other.watch("/n");
        watched.awaitCall("resync");
        String session = peer.session().id();
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            commits.add(peer.commitLater(new Transaction().set("/n", String.valueOf(i), i - 1)));
        }
        commits.get(20).join();
        server().kill();
        peer.awaitNews("opened", "suspended");
        await().pollDelay(TIMEOUT.plusSeconds(1)).atMost(PATIENCE).until(() -> true);
        server().restart();
        peer.awaitNews("opened", "suspended", "resumed");
        other.awaitNews("opened", "suspended", "resumed");

        assertThat(peer.session().id()).isEqualTo(session);
        assertThat(other.read("/me").status()).isEqualTo(ReadResult.Status.FOUND);
        int applied = peer.read("/n").node().version();
        assertThat(peer.text("/n")).isEqualTo(String.valueOf(applied));
        for (int i = 1; i <= commits.size(); i++) {
            CommitResult result = commits.get(i - 1).join();
            if (i <= applied) {
                assertThat(result.status()).isIn(Status.COMMITTED, Status.UNKNOWN);
            } else {
                assertThat(result.status()).isIn(Status.UNKNOWN, Status.CONFLICT);
            }
        }
        watched.calls().clear();
        assertThat(peer.commit(new Transaction().set("/n", "after", applied)).status())
                .isEqualTo(Status.COMMITTED);
        watched.awaitCall("/n");
    }

    @Test
    void serverThatIsDownAtTheStart_theSessionOpensWhenItComes() {
        proxy.refuse();
        Peer peer = new Peer(new JdbcRegistryCenter(configuration(proxyPort())));
        peers.add(peer);
        await().pollDelay(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> true);
        assertThat(peer.news()).isEmpty();
        proxy.pass();
        peer.awaitNews("opened");
    }

    // ---- connections

    /** Goal: connections may be ended at any moment of a transaction. Method: two writers count, somebody kills. */
    @Test
    void connectionsEndedAgainAndAgain_noCommitIsLostOrDoneTwice() throws SQLException {
        Peer one = join(server().port());
        Peer two = join(server().port());
        one.commit(new Transaction().create("/n", "0"));
        AtomicInteger committed = new AtomicInteger();
        AtomicInteger unknown = new AtomicInteger();
        List<CompletableFuture<Void>> counting = List.of(one, two).stream()
                .map(peer -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 150; i++) {
                        Status status = peer.commit(
                                        new Transaction().set("/n", String.valueOf(i), Transaction.ANY_VERSION))
                                .status();
                        assertThat(status).isIn(Status.COMMITTED, Status.UNKNOWN);
                        (status == Status.COMMITTED ? committed : unknown).incrementAndGet();
                    }
                }))
                .toList();
        int ended = 0;
        while (counting.stream().anyMatch(each -> !each.isDone())) {
            try (Connection connection = direct().getConnection();
                    Statement statement = connection.createStatement()) {
                endAll(statement);
                ended++;
            }
            int done = committed.get() + unknown.get();
            await().until(() -> committed.get() + unknown.get() >= Math.min(300, done + 10));
        }
        counting.forEach(CompletableFuture::join);
        assertThat(ended).isGreaterThan(3);
        assertThat(one.read("/n").node().version()).isBetween(committed.get(), committed.get() + unknown.get());
        assertThat(committed.get()).as("unknown: %s", unknown).isGreaterThan(150);
        assertThat(one.news()).doesNotContain("lost");
    }

    private void endAll(Statement statement) throws SQLException {
        List<String> ends = new ArrayList<>();
        try (var rows = statement.executeQuery(endConnections())) {
            while (rows.next()) {
                ends.add(String.valueOf(rows.getString(1)));
            }
        }
        for (String end : ends) {
            if (end.startsWith("KILL")) {
                try {
                    statement.execute(end);
                } catch (SQLException e) {
                    // It ended by itself.
                    continue;
                }
            }
        }
    }

    /** Goal: a process that is stopped in the middle of a commit does not stop the others for long. */
    @Test
    void writerStoppedWithTheLockInItsHand_theOthersGoOnAfterSomeSeconds() throws SQLException {
        Peer peer = join(server().port());
        Settings settings = configuration(server().port()).settings();
        Database database = new Database(settings);
        try (Connection stopped = database.open(Duration.ofSeconds(20))) {
            stopped.setAutoCommit(false);
            try (PreparedStatement lock =
                    stopped.prepareStatement(database.sql().lock())) {
                lock.setString(1, namespace);
                assertThat(lock.executeUpdate()).isOne();
            }
            long begun = System.nanoTime();
            assertThat(peer.commit(new Transaction().create("/a", "")).status()).isEqualTo(Status.COMMITTED);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        }
        // The lock is not what a session is proved with.
        assertThat(peer.news()).containsExactly("opened");
    }

    // ---- clocks

    /**
     * Goal: the clock of the database ends no session of a living process, however far it jumps. Method: whatever statement
     * asks for the time of the database is told another one.
     */
    @Test
    void clockOfTheDatabaseJumpsByHours_nobodyAliveLosesItsSession() {
        AtomicLong offMillis = new AtomicLong();
        Peer one = join(clocked(server().port(), offMillis));
        Peer two = join(clocked(server().port(), offMillis));
        one.commit(new Transaction().create("/i", "").createEphemeral("/i/one", ""));
        long revision = 0;
        for (long hours : new long[] {5, -5, 1, 0}) {
            long before = two.heartbeat().registryMillis();
            long jump = Duration.ofHours(hours).toMillis() - offMillis.get();
            offMillis.addAndGet(jump);
            assertThat(two.heartbeat().registryMillis() - before).isCloseTo(jump, within(60_000L));
            // Long enough for each to have watched the other for a whole session.
            await().pollDelay(TIMEOUT.plusSeconds(1)).atMost(PATIENCE).until(() -> true);
            assertThat(one.news()).as("%s hours", hours).doesNotContain("lost");
            assertThat(two.news()).as("%s hours", hours).doesNotContain("lost");
            assertThat(two.read("/i/one").status()).isEqualTo(ReadResult.Status.FOUND);
            assertThat(two.commit(new Transaction().create("/i/after" + hours, ""))
                            .status())
                    .isEqualTo(Status.COMMITTED);
            long created = two.read("/i/after" + hours).node().createdRevision();
            assertThat(created).isGreaterThan(revision);
            revision = created;
        }
    }

    @Test
    void processThatDiesWhileTheClockIsHoursAhead_isFoundInTime() {
        AtomicLong offMillis = new AtomicLong();
        Peer other = join(clocked(server().port(), offMillis));
        Peer owner = join(clocked(proxyPort(), offMillis));
        owner.commit(new Transaction().createEphemeral("/owner", ""));
        offMillis.set(Duration.ofHours(5).toMillis());
        owner.heartbeat();
        long begun = System.nanoTime();
        proxy.blackhole();
        await().atMost(PATIENCE).until(() -> other.read("/owner").status() == ReadResult.Status.ABSENT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(TIMEOUT.multipliedBy(4).dividedBy(5), TIMEOUT.plusSeconds(3));
    }

    @Test
    void processThatDiesBeforeTheClockIsPutBack_isFoundInTime() {
        AtomicLong offMillis = new AtomicLong();
        Peer other = join(clocked(server().port(), offMillis));
        Peer owner = join(clocked(proxyPort(), offMillis));
        owner.commit(new Transaction().createEphemeral("/owner", ""));
        offMillis.set(Duration.ofHours(5).toMillis());
        owner.heartbeat();
        long begun = System.nanoTime();
        proxy.blackhole();
        offMillis.set(0);
        await().atMost(PATIENCE).until(() -> other.read("/owner").status() == ReadResult.Status.ABSENT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(TIMEOUT.multipliedBy(4).dividedBy(5), TIMEOUT.plusSeconds(3));
        assertThat(other.news()).containsExactly("opened");
    }

    private JdbcConfiguration clocked(int port, AtomicLong offMillis) {
        return configuration(OtherClock.of(server().dataSource(port, database()), offMillis));
    }

    // ---- networks

    @Test
    void cutOffForLongerThanASession_othersTakeOver_andANewSessionOpens() {
        Peer owner = join(proxyPort());
        Peer other = join(server().port());
        owner.commit(new Transaction().create("/i", "").createEphemeral("/i/owner", ""));
        String old = owner.session().id();
        long begun = System.nanoTime();
        proxy.blackhole();
        await().atMost(PATIENCE).until(() -> other.read("/i/owner").status() == ReadResult.Status.ABSENT);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        // The last proof may be a fifth of the timeout old when the cut comes.
        assertThat(took).isBetween(TIMEOUT.multipliedBy(4).dividedBy(5), TIMEOUT.plusSeconds(2));
        assertThat(owner.news()).containsExactly("opened", "suspended");
        proxy.pass();
        owner.awaitNews("opened", "suspended", "lost", "opened");
        assertThat(owner.session().id()).isNotEqualTo(old);
        assertThat(owner.read("/i/owner").status()).isEqualTo(ReadResult.Status.ABSENT);
        assertThat(other.news()).containsExactly("opened");
    }

    @Test
    void cutOffForAMoment_theSessionGoesOn() {
        Peer owner = join(proxyPort());
        Peer other = join(server().port());
        owner.commit(new Transaction().create("/i", "").createEphemeral("/i/owner", ""));
        Peer.Watched watched = owner.watch("/i");
        watched.awaitCall("resync");
        proxy.refuse();
        owner.awaitNews("opened", "suspended");
        assertThat(other.commit(new Transaction().create("/i/other", "")).status())
                .isEqualTo(Status.COMMITTED);
        proxy.pass();
        owner.awaitNews("opened", "suspended", "resumed");
        await().atMost(PATIENCE)
                .until(() -> watched.calls().contains("/i/other")
                        || watched.calls().stream().filter("resync"::equals).count() > 1);
        assertThat(other.read("/i/owner").status()).isEqualTo(ReadResult.Status.FOUND);
    }

    /**
     * Goal: a commit whose answer is lost is found out about, and no read tells of a time before it. Method: the server
     * hears everything, the client nothing, until the connection is given up.
     */
    @Test
    void answersOfCommitsLost_theOutcomeIsThatOfTheDatabase() {
        Peer peer = join(proxyPort());
        peer.commit(new Transaction().create("/n", "0"));
        for (int round = 0; round < 3; round++) {
            int before = peer.read("/n").node().version();
            List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                commits.add(peer.commitLater(new Transaction().set("/n", "x", Transaction.ANY_VERSION)));
            }
            commits.get(5).join();
            proxy.swallowAnswers();
            // A commit or two arrive meanwhile.
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            proxy.cut();
            proxy.pass();
            long committed = commits.stream()
                    .filter(commit -> commit.join().status() == Status.COMMITTED)
                    .count();
            long unknown = commits.size() - committed;
            int after = peer.read("/n").node().version();
            assertThat((long) after - before).isBetween(committed, committed + unknown);
        }
    }

    // ---- people

    @Test
    void rowOfASessionDeleted_itIsLost_andANewOneOpens() throws SQLException {
        Peer peer = join(server().port());
        peer.commit(new Transaction().createEphemeral("/me", ""));
        RegistrySession session = peer.session();
        try (Connection connection = direct().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM rota_session WHERE session_id = '"
                    + peer.session().id() + "'");
            statement.executeUpdate("DELETE FROM rota_node WHERE path = '/me'");
        }
        // It must not take the end of its session for something that people did to its nodes.
        assertThat(peer.<ReadResult>ask(answer -> session.read("/me", answer))
                        .join()
                        .status())
                .isEqualTo(ReadResult.Status.UNAVAILABLE);
        assertThat(peer.<ChildrenResult>ask(answer -> session.children("/", answer))
                        .join()
                        .status())
                .isEqualTo(ReadResult.Status.UNAVAILABLE);
        CommitResult result = peer.<CommitResult>ask(
                        answer -> session.commit(new Transaction().create("/late", ""), answer))
                .join();
        assertThat(result.status()).isEqualTo(Status.SESSION_LOST);
        peer.awaitNews("opened", "lost", "opened");
        assertThat(peer.read("/late").status()).isEqualTo(ReadResult.Status.ABSENT);
    }

    @Test
    void onlyTheRowOfASessionDeleted_whatItHeldGoesAllTheSame() throws SQLException {
        Peer peer = join(server().port());
        Peer other = join(server().port());
        peer.commit(new Transaction().createEphemeral("/me", ""));
        try (Connection connection = direct().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM rota_session WHERE session_id = '"
                    + peer.session().id() + "'");
        }
        await().atMost(PATIENCE).until(() -> other.read("/me").status() == ReadResult.Status.ABSENT);
    }

    // ---- the log

    /** Goal: no change stays unheard of, whoever commits first. Method: each commit makes a node of its own. */
    @Test
    void eightWritersAndAWatcher_noChangeIsMissed() {
        WatchLoadRun.Outcome outcome = WatchLoadRun.carryOut(direct(), 8, 300);
        System.out.println(server().user() + ": " + outcome + ", " + outcome.commitsPerSecond() + " commits/s");
        assertThat(outcome.unheard()).isZero();
        assertThat(outcome.twice()).isZero();
        assertThat(outcome.resyncs()).as("lost its place in the log").isZero();
    }

    private Peer join(int port) {
        return join(configuration(port));
    }

    private Peer join(JdbcConfiguration configuration) {
        Peer peer = Peer.joined(new JdbcRegistryCenter(configuration));
        peers.add(peer);
        return peer;
    }

    private JdbcConfiguration configuration(int port) {
        return configuration(server().dataSource(port, database()));
    }

    private JdbcConfiguration configuration(DataSource dataSource) {
        JdbcConfiguration configuration = new JdbcConfiguration(dataSource, namespace);
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        configuration.setSessionTimeout(TIMEOUT);
        configuration.setPollInterval(Duration.ofMillis(100));
        return configuration;
    }

    private DataSource direct() {
        return server().dataSource(server().port(), database());
    }

    private int proxyPort() {
        String address = proxy.address();
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }
}
