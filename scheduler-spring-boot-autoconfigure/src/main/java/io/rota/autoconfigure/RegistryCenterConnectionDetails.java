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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the ZooKeeper of the registry center is, and how to be let in.
 *
 * <p>A bean of this type wins over {@code elasticjob.reg-center.server-lists}, {@code digest} and {@code ssl.bundle}, and means ZooKeeper unless
 * {@code elasticjob.reg-center.type} says otherwise; everything else is taken from the configuration.
 */
public interface RegistryCenterConnectionDetails extends ConnectionDetails {

    /** {@code host:port,host:port}, optionally followed by a path that exists. */
    String getServerLists();

    /** {@code user:password}; null if everybody may use the nodes. */
    default @Nullable String getDigest() {
        return null;
    }

    /** What the connection is encrypted with; null if it is not. */
    default @Nullable SslBundle getSslBundle() {
        return null;
    }
}
