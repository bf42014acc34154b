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
package io.rota.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Rota costs, as far as it can be counted: a change that makes it ask more, or start more threads, is noticed here. */
class CostsTests {

    // Raise them only with a reason; lower them when it gets by with less.
    private static final int REQUESTS_PER_START_MAX = 6;
    private static final int THREADS_MAX = 12;
    private static final int REQUESTS_PER_FIRE = 2;
    // On a busy machine some of many items end so late that they are recorded apart; a commit for each would be dozens.
    private static final int REQUESTS_PER_FIRE_OF_MANY_MAX = 6;

    private static final int JOBS = 40;
    private static final int ITEMS = 25;
    private static final int SMALL_JOBS = 5;
    private static final int FIRES = 2;
    private static final int LEAD_SECONDS = 5;
    private static final int GAP_SECONDS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration QUIET = Duration.ofMillis(600);
    private static final String COMMIT = "multi";
    private static final String HEARTBEAT = "setData";

    @TempDir
    Path work;

    private Databases databases;
    private Stage stage;
    private Node node;

    @BeforeEach
    void open() throws Exception {
        Site site = new Site(Path.of("..").toAbsolutePath().normalize(), work, "");
        databases = new Databases(site);
        stage = Stage.of(site, Contestant.ROTA, databases);
        node = stage.node();
        // The first job connects.
        node.schedule(Workload.of(1, 1, Workload.HARDLY_EVER).numberedFrom(JOBS));
        awaitQuiet();
    }

    @AfterEach
    void close() {
        stage.close();
        databases.close();
    }

    @Test
    void start_ofManyJobs_asksAFewThingsForEach_andSharesThreads() throws Exception {
        Stage.Requests before = stage.requests();
        node.schedule(Workload.of(JOBS, 1, Workload.HARDLY_EVER));
        awaitQuiet();
        long requests = withoutHeartbeats(stage.requests()) - withoutHeartbeats(before);
        assertThat(requests)
                .as("requests for the first start of %d jobs", JOBS)
                .isPositive()
                .isLessThanOrEqualTo((long) JOBS * REQUESTS_PER_START_MAX);
        assertThat(node.figures(false).threads())
                .as("live threads of the whole process")
                .isLessThanOrEqualTo(THREADS_MAX);
    }

    @Test
    void fire_takesOneCommitToClaimAndOneToRecord_howeverManyItems_andNothingElse() throws Exception {
        Fires ofOne = fires(Workload.of(SMALL_JOBS, 1, at(Instant.now().plusSeconds(LEAD_SECONDS))));
        assertThat(ofOne.commits())
                .as("commits for %d fires of one item", FIRES * SMALL_JOBS)
                .isEqualTo((long) FIRES * SMALL_JOBS * REQUESTS_PER_FIRE);
        assertThat(ofOne.others()).as("other requests than commits").isZero();
        Workload many = Workload.of(1, ITEMS, at(Instant.now().plusSeconds(LEAD_SECONDS)));
        Fires ofMany = fires(many.numberedFrom(SMALL_JOBS));
        assertThat(ofMany.commits())
                .as("commits for %d fires of %d items", FIRES, ITEMS)
                .isBetween((long) FIRES * REQUESTS_PER_FIRE, (long) FIRES * REQUESTS_PER_FIRE_OF_MANY_MAX);
        assertThat(ofMany.others()).as("other requests than commits").isZero();
    }

    /** Requests of some fires, without those that keep the session alive. */
    private record Fires(long commits, long others) {}

    /** Lets all fires of some jobs pass, each of which must run. */
    private Fires fires(Workload work) throws Exception {
        node.clear();
        node.schedule(work);
        awaitQuiet();
        Stage.Requests before = stage.requests();
        assertThat(node.figures(false).runs()).as("runs before the count began").isZero();
        long expected = (long) FIRES * work.runs();
        await().atMost(PATIENCE)
                .pollInterval(LOOK)
                .until(() -> node.figures(false).runs() >= expected);
        awaitQuiet();
        assertThat(node.runs().distinct()).isEqualTo(expected);
        Stage.Requests after = stage.requests();
        long commits = after.of(COMMIT) - before.of(COMMIT);
        return new Fires(commits, withoutHeartbeats(after) - withoutHeartbeats(before) - commits);
    }

    /** Fires at an instant, and some seconds later, and so on. */
    private static String at(Instant first) {
        StringBuilder seconds = new StringBuilder();
        ZonedDateTime time = first.atZone(ZoneId.systemDefault());
        // All of them in one minute.
        if (time.getSecond() + FIRES * GAP_SECONDS >= 60) {
            time = time.plusMinutes(1).withSecond(0);
        }
        for (int i = 0; i < FIRES; i++) {
            seconds.append(i == 0 ? "" : ",").append(time.getSecond() + i * GAP_SECONDS);
        }
        return seconds + " " + time.getMinute() + " " + time.getHour() + " * * ?";
    }

    private static long withoutHeartbeats(Stage.Requests requests) {
        return requests.total() - requests.of(HEARTBEAT);
    }

    private void awaitQuiet() {
        AtomicLong known = new AtomicLong(-1);
        await().atMost(PATIENCE).pollInterval(QUIET).until(() -> {
            long now = withoutHeartbeats(stage.requests());
            return known.getAndSet(now) == now;
        });
    }
}
