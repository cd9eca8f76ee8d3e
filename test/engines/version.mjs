console.log(process.versions[process.argv[2]]);
