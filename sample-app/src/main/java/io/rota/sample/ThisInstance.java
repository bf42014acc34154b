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

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The name of this process in tables and on the page. */
@Component
class ThisInstance {

    private final Environment environment;

    ThisInstance(Environment environment) {
        this.environment = environment;
    }

    /** Host and port of the web server, and the process id: what one needs to look at it, or to kill it. */
    String name() {
        // Known once the web server has started, which is before the first job does.
        String port = environment.getProperty("local.server.port", "-");
        return host() + ":" + port + " pid " + ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
