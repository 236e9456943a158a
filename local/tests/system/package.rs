//! What people install: the Debian package, the container image, and a reverse proxy in front of the program.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Certificate, Client, StatusCode};
use tempfile::TempDir;

use crate::relais::{PATIENCE, Relais, command, free_port};
use crate::stand_ins::{self, Meta, now, text_webhook};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn run(program: &mut Command) -> String {
    let Output { status, stdout, stderr } = program.output().unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned();
    assert!(status.success(), "{program:?}: {said} {}", String::from_utf8_lossy(&stderr));
    said
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// A child process that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks until something answers.
async fn answer(http: &Client, url: &str) -> reqwest::Response {
    let start = Instant::now();
    loop {
        match http.get(url).send().await {
            Ok(response) => return response,
            Err(error) => assert!(start.elapsed() < PATIENCE, "{url}: {error:?}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_of_the_package_serves_its_pages_in_any_folder() {
    if !is_there("dpkg-deb") {
        println!("not tested: there is no dpkg-deb, so this machine makes no package");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = root().join("scripts/package");
    let file = run(Command::new(script).arg(command().get_program()).arg(folder.path()).env("FAST", "1"));
    let file = file.trim();
    let unpacked = folder.path().join("unpacked");
    run(Command::new("dpkg-deb").args(["-x", file]).arg(&unpacked));
    let depends = run(Command::new("dpkg-deb").args(["-f", file, "Depends"]));
    assert!(depends.starts_with("libc6 (>= 2."), "{depends}");
    let scripts = run(Command::new("dpkg-deb").args(["-I", file, "postinst", "prerm", "postrm"]));
    assert!(scripts.contains("/etc/relais/.env") && scripts.contains("systemd-sysusers"), "{scripts}");

    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let port = free_port();
    let mut program = Command::new(unpacked.join("usr/bin/relais"));
    program.current_dir(&empty).env_clear().env("PORT", port.to_string()).env("RUST_LOG", "error");
    // As under systemd, where the output goes to the journal.
    let output = fs::File::create(folder.path().join("output")).unwrap();
    let child = program.env("JOURNAL_STREAM", "8:1").stdout(output).spawn().unwrap();
    let child = Ends(child);
    let http = Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
    for path in ["", "phone"] {
        let page = answer(&http, &format!("http://127.0.0.1:{port}/{path}")).await;
        assert_eq!(page.status(), StatusCode::OK, "were the pages built before the program?");
        assert!(page.text().await.unwrap().contains("<script"));
    }
    drop(child);
    let token = fs::read_to_string(empty.join("data/admin-token")).unwrap();
    let output = fs::read_to_string(folder.path().join("output")).unwrap();
    assert!(output.contains("Relais is running") && !output.contains(&token), "{output}");

    // An update asks nothing: what people write into `.env` is no file of the package.
    assert!(fs::read_dir(unpacked.join("etc/relais")).unwrap().next().is_none());
    // The configuration that the package installs is read, and what it says about the folder is true.
    let configured = fs::read_to_string(unpacked.join("usr/share/relais/env")).unwrap();
    assert!(configured.lines().any(|line| line == "RELAIS_DATA_DIR=/var/lib/relais/data"), "{configured}");
}

/// Debian's podman, with a folder of its own for images and containers (`scripts/podman`).
struct Podman(TempDir);

impl Podman {
    fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut program = Command::new(root().join("scripts/podman"));
        program.args(arguments).env("STORE", self.0.path());
        program
    }

    fn run<const N: usize>(&self, arguments: [&str; N]) -> String {
        run(&mut self.command(arguments))
    }
}

impl Drop for Podman {
    fn drop(&mut self) {
        let _ = self.command(["rm", "--all", "--force", "--time", "0"]).output();
    }
}

/// Fills a folder with what the program needs of a system, in place of the image that `make image` downloads. Returns
/// the path of its dynamic loader.
fn system(folder: &Path) -> String {
    let libraries = run(Command::new("ldd").arg(command().get_program()));
    let libraries: Vec<_> = libraries.split_whitespace().filter(|word| word.starts_with('/')).collect();
    for file in libraries.iter().copied().chain(["/etc/ssl/certs/ca-certificates.crt"]) {
        let copy = folder.join(file.trim_start_matches('/'));
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(file, copy).unwrap();
    }
    libraries.iter().find(|file| file.contains("/ld-")).unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_image_runs_as_nobody_ends_when_asked_and_keeps_its_data() {
    if !root().join("target/podman/podman").exists() {
        println!("not tested: `scripts/podman` found no podman");
        return;
    }
    let podman = Podman(tempfile::tempdir().unwrap());
    let system_folder = podman.0.path().join("system");
    let loader = system(&system_folder);
    let containerfile = podman.0.path().join("Containerfile");
    fs::write(&containerfile, "FROM scratch\nCOPY . /\n").unwrap();
    let mut build = podman.command(["build", "--tag", "system", "--file"]);
    let mut tried = build.args([&containerfile, &system_folder]).output().unwrap();
    if tried.status.success() {
        tried = podman.command(["run", "--rm", "system", &loader, "--version"]).output().unwrap();
    }
    if !tried.status.success() {
        println!("not tested: no container starts here: {}", String::from_utf8_lossy(&tried.stderr));
        return;
    }
    let mut image = Command::new(root().join("scripts/image"));
    image.arg(command().get_program()).env("STORE", podman.0.path());
    run(image.env("BASE", "localhost/system").env("BUILDER", "scripts/podman"));

    // Docker gives a new volume the owner that its folder has in the image. Podman gives it to the user.
    let mounted = podman.run(["image", "mount", "relais"]);
    assert_eq!(fs::metadata(Path::new(mounted.trim()).join("var/lib/relais")).unwrap().uid(), 65532);

    let port = free_port();
    let address = format!("http://127.0.0.1:{port}");
    let variable = format!("PORT={port}");
    let volume = "relais:/var/lib/relais";
    let start = ["run", "--detach", "--name", "relais", "--env", &variable, "--volume", volume, "relais"];
    podman.run(start);
    let http = Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
    let page = answer(&http, &address).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("<script"));
    let user = podman.run(["top", "relais", "huser"]);
    assert!(user.trim().ends_with("65532"), "{user}");
    let output = podman.run(["logs", "relais"]);
    let token = output.split_once("admin token: ").unwrap().1.lines().next().unwrap();
    let saved = podman.run(["exec", "relais", "relais", "backup", "/var/lib/relais/relais.tar.gz"]);
    assert!(saved.starts_with("Backed up"), "{saved}");
    // The first process of a container gets no signal that it does not ask for, and is then killed: 137.
    podman.run(["stop", "relais"]);
    assert_eq!(podman.run(["inspect", "--format", "{{.State.ExitCode}}", "relais"]).trim(), "0");
    podman.run(["rm", "relais"]);

    podman.run(start);
    answer(&http, &address).await;
    for (token, status) in [(token, StatusCode::OK), ("another", StatusCode::UNAUTHORIZED)] {
        let asked = http.get(format!("{address}/api/me")).bearer_auth(token).send().await.unwrap();
        assert_eq!(asked.status(), status);
    }
}

/// `systemd-analyze` gives 0 to a service that may do nothing, and 10 to one that may do everything.
#[test]
fn the_service_may_do_little() {
    if !is_there("systemd-analyze") {
        println!("not tested: there is no systemd-analyze");
        return;
    }
    let unit = root().join("packaging/relais.service");
    let mut analyze = Command::new("systemd-analyze");
    run(analyze.args(["security", "--no-pager", "--offline=true", "--threshold=15"]).arg(unit));
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_caddy_pages_and_webhooks_come_by_https_and_commands_do_not() {
    let caddy = root().join("target/caddy/usr/bin/caddy");
    if !caddy.exists() {
        println!("not tested: `scripts/caddy` found no Caddy");
        return;
    }
    let outside = stand_ins::start(&[]).await;
    let relais: &Relais = &outside.relais;
    let folder = tempfile::tempdir().unwrap();
    let (https, http) = (free_port(), free_port());
    let example = root().join("examples/proxy/Caddyfile").canonicalize().unwrap();
    let config = folder.path().join("Caddyfile");
    // For `localhost` Caddy is its own authority.
    let options = format!("admin off\nskip_install_trust\nhttp_port {http}\nhttps_port {https}\n");
    fs::write(&config, format!("{{\n{options}}}\nimport {}\n", example.display())).unwrap();
    let mut program = Command::new(caddy);
    program.args(["run", "--adapter", "caddyfile", "--config"]).arg(&config).env_clear();
    program.env("HOME", folder.path()).env("XDG_DATA_HOME", folder.path());
    program.env("RELAIS_HOST", "localhost").env("RELAIS_PORT", relais.port.to_string());
    let log = fs::File::create(folder.path().join("caddy.log")).unwrap();
    let _caddy = Ends(program.stderr(log).spawn().unwrap());

    let authority = folder.path().join("caddy/pki/authorities/local/root.crt");
    let start = Instant::now();
    while !authority.exists() {
        let log = fs::read_to_string(folder.path().join("caddy.log")).unwrap();
        assert!(start.elapsed() < PATIENCE, "{log}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let certificate = Certificate::from_pem(&fs::read(authority).unwrap()).unwrap();
    let client = Client::builder().tls_certs_only([certificate]).timeout(Duration::from_secs(10));
    let client = client.build().unwrap();
    let address = format!("https://localhost:{https}");
    let page = answer(&client, &address).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("<script"));

    outside.customer("33639970001");
    let meta = Meta { http: client.clone(), webhook: format!("{address}/webhook") };
    let text = text_webhook("33639970001", "wamid.proxy", "Bonjour", now());
    assert_eq!(meta.deliver(&text).await.unwrap(), 200);
    relais.until("/api/messages/33639970001", |thread| thread["messages"][1]["status"] == "read").await;
    for path in ["/operator/queues", "/operator/backup"] {
        let asked = client.get(format!("{address}{path}")).bearer_auth(&relais.token).send().await.unwrap();
        assert_eq!(asked.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
