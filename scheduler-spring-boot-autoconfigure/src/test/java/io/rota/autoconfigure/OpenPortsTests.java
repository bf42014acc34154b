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
package io.rota.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SnapshotService;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanFactory;

/** Nobody can talk to a scheduler that was not told to listen. */
@Timeout(60)
class OpenPortsTests {

    private static final String JOB = """
            elasticjob:
              jobs:
                report:
                  elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                  sharding-total-count: 2
            """;

    @BeforeEach
    void needLinux() {
        assumeThat(ListeningPorts.canBeTold())
                .as("a system that tells its ports")
                .isTrue();
    }

    private static Start start(String more) {
        return Start.withYaml(JOB + more)
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing());
    }

    private static void run(BeanFactory beans) throws Exception {
        assertThat(beans.getBean("reportOneOffJobBootstrap", OneOffJobBootstrap.class)
                        .execute(Duration.ofSeconds(20))
                        .toCompletableFuture()
                        .get(25, TimeUnit.SECONDS)
                        .succeeded())
                .isTrue();
    }

    private static Set<Integer> opened(Set<Integer> before) throws IOException {
        Set<Integer> opened = new TreeSet<>(ListeningPorts.now());
        opened.removeAll(before);
        return opened;
    }

    @Test
    void defaultApplication_listensOnNoPort() throws IOException {
        Set<Integer> before = ListeningPorts.now();
        start("").run(context -> {
            run(context);
            assertThat(opened(before)).isEmpty();
        });
    }

    @Test
    void dumpPort_isTheOnlyOneIfItIsAskedFor() throws IOException {
        Set<Integer> before = ListeningPorts.now();
        start("  dump: {port: 0}\n").run(context -> {
            run(context);
            assertThat(opened(before))
                    .containsExactly(context.getBean(SnapshotService.class).port());
        });
        assertThat(opened(before)).isEmpty();
    }
}
