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
package io.rota.internal.errorhandler;

import io.rota.spi.JobErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code THROW}: one error line, and the fire ends here for all items that have not begun. */
public final class ThrowErrors implements JobErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(ThrowErrors.class);

    @Override
    public String getType() {
        return "THROW";
    }

    @Override
    public boolean isFireEnded() {
        return true;
    }

    @Override
    public void handleException(String jobName, String where, Throwable cause) {
        log.error("A run failed, and its fire with it: {}", where, cause);
    }
}
