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

import java.time.Duration;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The registry did not answer in time, and the configuration wants that to fail the start. */
final class RegistryCenterUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param registryCenter kind, address and namespace */
    RegistryCenterUnreachableException(String registryCenter, Duration waited) {
        super(registryCenter + " did not answer within " + waited.toMillis() + " ms");
    }

    static final class Analyzer extends AbstractFailureAnalyzer<RegistryCenterUnreachableException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, RegistryCenterUnreachableException cause) {
            return new FailureAnalysis(
                    "The registry center cannot be reached: " + cause.getMessage() + ".",
                    "Check that it runs, that elasticjob.reg-center names it (server-lists of ZooKeeper, jdbc of a database), and"
                            + " that the network lets this process reach it. To start without it and let the jobs join when it appears, set"
                            + " elasticjob.reg-center.fail-fast: false.",
                    cause);
        }
    }
}
