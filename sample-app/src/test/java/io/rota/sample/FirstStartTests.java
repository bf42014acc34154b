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
package io.rota.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody sees who starts the sample for the first time. */
@ExtendWith(OutputCaptureExtension.class)
class FirstStartTests {

    @Test
    void firstStart_warnsOfTheMemoryRegistryAndOfNothingElse(CapturedOutput output) throws IOException {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
                .run(
                        "--server.port=" + freePort(),
                        "--elasticjob.dump.port=" + freePort(),
                        "--spring.datasource.url=jdbc:h2:mem:first;DB_CLOSE_DELAY=-1")) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            context.getBean(OrderBook.class).counts().stream().allMatch(count -> count.shipped() > 0));
        }
        assertThat(output.getAll().lines().filter(line -> line.matches(".* (WARN|ERROR) .*")))
                .singleElement()
                .asString()
                .contains("The registry center is the memory of this process");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
