//! Runs readers on unsound bytes, and tells of panics, of runaways, and of inputs on which a reader hangs.

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

/// The time that a reader may take for a megabyte, and for anything smaller. Far above what it takes: this
/// finds what grows out of all proportion, and nothing else.
const MOST_TIME: Duration = Duration::from_secs(5);
/// How many bytes may come out for each that goes in, and how many whatever goes in.
const MOST_OUT: (usize, usize) = (100, 4 << 20);
/// A reader that has not come back after this time hangs.
const HANGS: Duration = Duration::from_mins(2);
/// The most that this process may ever have held, in KiB.
const MOST_MEMORY: u64 = 3 << 20;
/// The stack of a worker thread of the program; a reader has to do with it.
const STACK: usize = 2 << 20;

/// What is read at the moment.
#[derive(Default)]
struct Now(Mutex<(String, Vec<u8>)>);

/// Reads things and remembers what went wrong.
pub struct Watch {
    now: Arc<Now>,
    alive: mpsc::Sender<()>,
    findings: Vec<String>,
    pub inputs: usize,
    slowest: (Duration, String),
}

/// Does some reading on a thread of its own, and fails when anything went wrong.
///
/// A stack that overflows ends the whole process; the thread's name then says what was being read.
pub fn watched(name: &str, work: impl FnOnce(&mut Watch) + Send + 'static) {
    let now = Arc::new(Now::default());
    let (alive, signs) = mpsc::channel();
    let mut watch =
        Watch { now: Arc::clone(&now), alive, findings: Vec::new(), inputs: 0, slowest: Default::default() };
    let worker = thread::Builder::new().name(name.to_owned()).stack_size(STACK).spawn(move || {
        work(&mut watch);
        (watch.inputs, watch.slowest, watch.findings)
    });
    let worker = worker.expect("a thread can be had");
    loop {
        match signs.recv_timeout(HANGS) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let (what, bytes) = &*now.0.lock().expect("no panic while held");
                panic!("{name}: {what} hangs on {}", shown(bytes));
            }
        }
    }
    let (inputs, (time, what), findings) = worker.join().expect("the work itself does not panic");
    let memory = peak();
    eprintln!(
        "{name}: {inputs} readings, the slowest {time:.1?} ({what}), {} MiB at most",
        memory.unwrap_or(0) >> 10
    );
    assert!(findings.is_empty(), "{name}: {} findings:\n{}", findings.len(), findings.join("\n"));
    assert!(memory.is_none_or(|kib| kib <= MOST_MEMORY), "{name}: {memory:?} KiB of memory");
}

impl Watch {
    /// Has a reader read; it gives the size of what came out, in bytes.
    pub fn read(&mut self, what: &str, bytes: &[u8], reader: impl FnOnce(&[u8]) -> usize) {
        what.clone_into(&mut self.now.0.lock().expect("no panic while held").0);
        bytes.clone_into(&mut self.now.0.lock().expect("no panic while held").1);
        // Whoever listens has given up when it is closed.
        let _ = self.alive.send(());
        let begin = Spent::now();
        let read = catch_unwind(AssertUnwindSafe(|| reader(bytes)));
        let took = begin.elapsed();
        self.inputs += 1;
        if env::var_os("EMAKI_FUZZ_SHOW").is_some() && took.as_millis() > 300 {
            eprintln!("{took:?} {what} {}", bytes.len());
        }
        if took > self.slowest.0 {
            self.slowest = (took, format!("{what}, {} bytes", bytes.len()));
        }
        let wrong = match read {
            Err(panic) => format!("panics: {}", message(&*panic)),
            Ok(_) if took > MOST_TIME.mul_f64((bytes.len() as f64 / 1e6).max(1.0)) => {
                format!("takes {took:.1?}")
            }
            Ok(size) if size > bytes.len() * MOST_OUT.0 + MOST_OUT.1 => format!("makes {size} bytes of it"),
            Ok(_) => return,
        };
        if self.findings.len() < 10 {
            self.findings.push(format!("{what} {wrong}\n  on {}", shown(bytes)));
        }
    }
}

/// Processor time where the system tells it, since others may be busy on the same machine.
enum Spent {
    Processor(Duration),
    Clock(Instant),
}

impl Spent {
    fn now() -> Self {
        processor().map_or_else(|| Self::Clock(Instant::now()), Self::Processor)
    }

    fn elapsed(&self) -> Duration {
        match self {
            Self::Processor(begin) => processor().unwrap_or_default().saturating_sub(*begin),
            Self::Clock(begin) => begin.elapsed(),
        }
    }
}

fn processor() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The most memory that this process has held, in KiB, where the system tells it.
fn peak() -> Option<u64> {
    let told = fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("with no message")
}

/// The length, the begin as text, and of a short input every byte, to be copied into a test.
fn shown(bytes: &[u8]) -> String {
    let begin = String::from_utf8_lossy(bytes.get(..600).unwrap_or(bytes));
    let hex: String = bytes.iter().take(400).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("{} bytes: {begin:?}\n  hex {hex}{}", bytes.len(), if bytes.len() > 400 { "…" } else { "" })
}
