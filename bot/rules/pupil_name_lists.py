"""Words by which a name is known to be one: common given names, surnames, titles and roles.

All are written small and without accents, as `pupil_words.fold` writes a text.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Given names that are hardly ever another word.
GIVEN = _words(
    """
    aaliyah aarav aaron abby abdi abdul abigail abraham adalyn adam addison adelina adriana
    adriel ahmed aidan aiden ainhoa aisha aiyana alan alana albert alberto alejandra alejandro
    alessandro alex alexa alexander alexandra alexandria alexis alfonso alfredo alice alicia
    alina alison aliyah allison alondra alvaro alyssa amal amanda amani amara amari amaya amelia
    amina amir amira amy ana anahi anaya andre andrea andres andrew angela angelica angelina
    angelo anika anita anjali ann anna anne annie anthony antoine antonia antonio aria ariana
    arianna ariel arjun armando arthur arturo asher ashley ashton athena aubree audrey ava avery
    axel ayaan ayden ayesha ayla aylin bailey beatriz beau becky belen bella benjamin bernardo
    beto betsy bianca bilal blake brad braden bradley brady brandon brayan brayden breanna
    brenda brendan brent brett brian briana brianna brittany brody bruno bryan bryce bryson
    byron caden caleb cameron camila camille camilo carla carlos carmen carolina caroline carson
    carter casey catalina caterina cecilia cedric celeste cesar chad chelsea chidi chloe chris
    christina christopher cindy citlali claire claudia clayton cody colby cole colin colton
    connor cooper corey cory courtney cristian cristiana cristina cristobal curtis cynthia daisy
    dakota dalia damian damien damon daniel daniela danielle danna danny dante daphne darius
    darnell darren david dayana deandre deborah delfina delilah demarcus demetrius denise dennis
    derek derrick deshawn desiree devin devon diana diane diego dmitri dominic donovan dorothy
    dulce dylan edgar eduardo edward edwin efrain elena eli elias elijah elise eliseo elizabeth
    ella ellen ellie elliot elsa emanuel emerson emilia emiliano emilio emily emma emmanuel
    enrique eric erica erik erika erin ernesto esmeralda esteban esther ethan eva evan evelyn
    ezekiel ezra fabian fabiola farah fartun fatima felicia felipe felix fernanda fernando
    finley fiona francesca francisco freddy gabriel gabriela gabriella gavin george gerald
    gerardo gianna gilberto gina giovanni giselle gonzalo gregory griselda guillermo gustavo
    gwen hailey haley hamza hana hannah harper harry hassan hayden hazel heather hector heidi
    helen henry hernan hodan huda hugo humberto ian ibrahim idris ifrah ignacio imani ines irene
    irma isaac isabel isabela isabella isabelle isaiah isaias isla ismael israel itzel ivan
    izabella jace jack jackie jackson jacob jacqueline jada jaden jadon jaiden jaime jakayla
    jake jalen jalisa jamal jamarcus james jamie jamila jane janet janice janiyah jared jasmin
    jasmine jason javier javon jaxon jayda jayden jayla jaylen jaylin jayson jazmin jeff jeffrey
    jenna jennifer jenny jeremiah jeremy jermaine jerome jesse jessica jesus jillian jimena
    jimmy joan joanna joaquin joe joel joey john johnny jonah jonathan jorge jose josefina
    joseph josh joshua josiah josue joyce juan juana judith julia julian juliana julie juliet
    julio julissa justin kaden kaiden kaitlyn kaleb kamari kamila karen karina karla kate
    katelyn katherine kathryn katie kayden kayla kaylee keanu keisha keith kelly kelsey kelvin
    kendra kenji kennedy kenneth kenny keven kevin keyana khadija khalil khoa kiana kiara
    kimberly kobe kofi kristen kristin kristina kwame kyle kylie lakeisha lakshmi lamar lara
    lars latoya latrell laura lauren layla leah leila leilani leo leon leonardo leonel leslie
    leticia levi liam lila lilian liliana lillian lily linda lindsay linh lisa liz lizbeth logan
    lorena lorenzo louis lucas lucia luciana luciano lucy luis luisa luke luna lydia lyla
    mackenzie maddie madeline madelyn makayla malachi malia malik manuel marcela marcelo marcos
    marcus margaret maria mariah mariam mariana mariela mario marisol marissa marlon marquis
    marta martha martin mary mateo mathew matias matteo matthew maurice mauricio maya mckenzie
    mei melanie melissa mia micah michael michaela michelle miguel mikayla mila milan minh
    miranda miriam misael mohamed mohammed moises molly monica monique monserrat morgan moses
    muhammad mustafa nadia nancy nani naomi nasra natalia natalie nataly nathan nathaniel nayeli
    nehemiah nelson ngozi nia nicholas nick nicolas nicole nikhil nina noah noe noelle noemi
    noor nora norah oliver olivia omar orlando oscar osvaldo owen pablo paige pamela paola
    parker patricia patrick paul paula paulina pedro perla peter peyton philip phillip pooja
    preston priya quentin quinn rachel rafael rahul ramiro ramon randy raquel raul raymond
    rebecca regina renata rene ricardo richard riley riya robert roberto robin rocco rodolfo
    rodrigo rogelio roger rohan roland roman ronald rosalinda rosie roxana ruben rudy russell
    ruth ryan ryder sabrina sadie safiya salma sam samantha samara samir samuel sandra sanjay
    santino sara sarah sasha saul scarlett sean sebastian selena sergio seth shanice shaniqua
    shaun shawn shayla sheila shelby sierra silvia simon simone skylar sofia sonia sophia sophie
    stacy stella stephanie stephen steve steven susan susana suzanne sylvia tamara tamika tania
    tara tariq tatiana taylor teresa terrance terrell tevin thandiwe theo theodore thiago thomas
    thuy tiana tiffany tim timothy toby tomas tommy tony tonya tracy trang travis tre tremaine
    trevon trevor trey tristan tyler tyrell tyrese tyrone tyson uriel valentina valentino
    valeria vanessa vera veronica vicente vikram vivian wade walter wendy wesley whitney william
    willie xavier ximena xiomara xochitl yahir yamileth yaretzi yasmin yesenia yolanda yosef
    yuki yusuf yvonne zachary zaid zainab zander zane zara zariah zion zoe zoey
    """
)

# Given names that are as often another word, a place or a surname: they need a surname beside
# them, or words that say plainly that this is a child.
GIVEN_OR_WORD = _words(
    """
    alba alma amber angel april ari art ash aspen aurora austin autumn bill blanca bo brook
    brooke brooklyn chance charity charlie charlotte chase christian clara consuelo cruz crystal
    dallas dawn demi destiny diamond dolores domingo drew eden ember esperanza eve faith flor
    florence frank genesis georgia gloria grace grant guadalupe harmony heaven hope hunter iris
    israel ivy jade jasper jay jean jewel jordan journey joy june justice karma kim king
    kingston lane lee leon liberty lincoln london lourdes luz madison malcolm margarita marina
    mark mason max may melody mercedes mercy messiah milagros miles nevaeh noel norma nova olive
    pat patience paz pearl penny phoenix pilar prince princess raven ray reed reese rich river
    rob robin rocio ron rosa rosario rose rosemary rowan royal ruby sage salvador santiago
    santos savannah serenity sidney sky skye sol soledad star sterling sue summer sydney terry
    trinity victor victoria violet virginia will willow winter wyatt ximenes
    """
)

SURNAMES = _words(
    """
    abdi abdullah abebe acosta adams adeyemi aguilar aguirre ahmed alexander ali allen alvarado
    alvarez anderson andrews archuleta arias armstrong arnold avila baca bailey baker banerjee
    barnes barrera barrett bautista beck begay begum bell benitez bennett benson bishop
    blackwell blake boateng bowen bowers boyd bradley brooks brown bryant bui burke burns butler
    cabrera calderon camacho campa campbell campos cardenas carlson carpenter carranza carrillo
    carroll carter castaneda castillo castro cervantes chambers chan chandler chapman chavez
    chen choi chowdhury christensen cisneros clark clarke cohen coleman collins conner contreras
    cook cooper cordova coronado cortes cortez cox crawford cruz cunningham curry dang daniels
    davidson davis delgado diallo diaz dixon dominguez doyle dube duncan dunn duong duran
    edwards elliott ellis erickson escobar espinosa espinoza esquivel estrada evans farah
    ferguson fernandez fields figueroa fisher fitzgerald fleming fletcher flores ford foster
    fowler fox franklin frazier fuentes fuller galindo gallegos galvan garcia gardner garibay
    garner garrett garza gibson gilbert glover gomez gonzales gonzalez goodman goodwin gordon
    graham granados grant gray green greene greer griffin guerrero gupta gutierrez guzman haile
    hall hamilton hammond hampton hansen hanson harmon harper harrington harris harrison hart
    harvey hassan hawkins hayes haynes henderson henry hernandez herrera hersi hicks higgins
    hill hodges hoffman holland holmes hopkins horton howard howell huang hubbard hudson huerta
    hughes hunt hussein huynh ibarra ingram jackson jacobs jaramillo jenkins jennings jensen
    jimenez johnson johnston jones jordan juarez keller kelley kelly kemp kennedy khan kim king
    klein kumar lambert lara larsen larson lawrence lawson leal lee leon lewis li lin lindsey
    little liu lopez lowe lozano lucero lugo luna lynch lyons macias magana maldonado marin
    marquez marshall martin martinez mason mathis matthews maxwell mcbride mccarthy mccoy
    mcdaniel mcdonald mcgee mckinney mclaughlin medina mejia mendez mendoza mensah mercado meyer
    meza miles miller miranda mitchell mohamed mohamud molina montes montgomery montoya moore
    mora morales moreno morgan morris morrison moua mullins munoz murphy murray myers najera
    nakamura nava navarro nelson newman ngo nguyen nichols norris nunez obrien ochoa oconnor
    odom ojeda okafor okonkwo olivares oliver olson olvera orellana orozco orta ortega ortiz
    osborne osei owens pacheco padilla palmer park parker parsons patel patterson patton payne
    pearson pena peralta perez perkins perry peters peterson pham phillips pierce pineda pittman
    ponce poole porter portillo powell price quezada quintero rahman ramirez ramos ramsey
    randall rangel reddy reed reid renteria reyes reynolds rhodes rice richards richardson riley
    rios rivas rivera robbins roberson roberts robertson robinson robles rodgers rodriguez
    rogers rojas romero rosado rosales rose ross rowe rubio ruelas ruiz russell ryan salas
    salazar saldana salinas sanchez sanders sandoval santiago santos sato saunders schmidt
    schneider schultz schwartz scott sepulveda serrano shah sharma shaw shelton sierra silva
    simmons simpson sims singh smith snyder solano solis sosa soto spencer stanley stephens
    stevens stewart stokes stone strickland suarez sullivan sutton swanson tanaka tapia tate
    taylor tejada tellez tesfaye thao thomas thompson torres tovar townsend tran traore trejo
    trujillo tsosie tucker turner underwood urbina valadez valdez valencia valenzuela vang
    vargas vasquez vaughn vazquez vega velasco velasquez velez vera vigil villanueva villarreal
    villegas vu wagner walker wallace walsh walters walton wang ward warner warren warsame
    washington watkins watson watts weaver webb weber webster welch wells west wheeler white
    whitfield wilkins wilkinson williams williamson willis wilson wolfe wong wood woodard woods
    wright wu xiong yamamoto yanez yang yates yazzie young yusuf zamora zapata zavala zhang
    zuniga
    """
)

# Part of what a place, a school or a programme is called.
OF_PLACES = _words(
    """
    academia academy acres agency alliance alternative area association auditorium avenida
    avenue award bank biblioteca board boulevard bridge building bureau bus calle camino campus
    care center centre centro charter church city clinic clinica club coalition colegio college
    committee community company condado conference consortium corporation council county court
    creek day department dia district dr drive edificio elementary elm escuela estadio family
    farm farms feria festival field foods foundation fund fundacion garden gardens granja group
    grove gym hall head health heights high highway hill hospital house iglesia inc initiative
    institute instituto isd island jardin junior kitchen lab lake library llc main market
    medical memorial method ministry montessori mountain museo museum network north nursery
    office orchard parque partners partnership plaza preparatoria preparatory primaria primary
    program programa project proyecto ranch region regional river road room salon san santa
    school schools secundaria senior services society south springs stadium state states station
    street studio suite team theater theatre tower town training trust unidos union united
    universidad university valley village ward west workshop y ymca youth zone
    """
)

# Words that are written large without being a name, mostly because a sentence begins with them.
BEGINNINGS = _words(
    """
    a about after again al all also an and another ask at attendance august before both but by
    call can casi check could cuando dear december did do does during each el ella ellos en esta
    estamos este every everyone february for friday from fue get give good great ha had has have
    he help her here his how i if in is it its january july june la las last let llame los many
    march may monday more most my next no nobody not november october of on one our please que
    reading saturday september she should since so some spring still student students sunday
    text thank thanks that the their then there these they this those three thursday to tuesday
    twins two un una we wednesday what when where which while who why will with yes yesterday
    you your
    """
)
