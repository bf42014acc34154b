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
package io.rota.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.rota.CapturedLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Silences the engine's log, which would tell of every fault of every simulated hour. */
final class QuietEngine implements BeforeAllCallback, AfterAllCallback {

    private final Logger engine = (Logger) LoggerFactory.getLogger("io.rota.internal");
    private @Nullable Level before;

    /** Hears what the engine would log, until closed. */
    static CapturedLog listen() {
        return CapturedLog.of("io.rota.internal", Level.WARN);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        before = engine.getLevel();
        engine.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        engine.setLevel(before);
    }
}
