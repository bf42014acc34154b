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
package io.rota.bootstrap;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The port for dumps cannot be had. */
public final class DumpPortException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    DumpPortException(InetSocketAddress address, IOException cause) {
        super(
                "Dumps cannot be asked for at " + address + ": " + cause.getMessage()
                        + ". If another process has the port, choose another one, or 0 for any that is free. Jobs are not"
                        + " affected.",
                cause);
    }
}
